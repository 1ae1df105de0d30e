package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.NDJSON;
import static io.edgemq.ingest.http.body.Bodies.records;
import static io.edgemq.ingest.http.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  private static final BodyLimits RECORD_OF_FIVE = new BodyLimits(1000, 5, 10_000);

  @Test
  void everyLineIsARecord() {
    assertThat(records(NDJSON, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"))
        .containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
  }

  @Test
  void theLastLineNeedsNoLineFeed() {
    assertThat(records(NDJSON, "a\nb")).containsExactly("a", "b");
  }

  @Test
  void emptyLinesAreSkipped() {
    assertThat(records(NDJSON, "\n\na\n\n\r\nb\n\n")).containsExactly("a", "b");
  }

  @Test
  void aCarriageReturnBeforeTheEndOfALineIsNotPartOfIt() {
    assertThat(records(NDJSON, "a\r\nb\r\n\r\nc\r")).containsExactly("a", "b", "c");
  }

  @Test
  void onlyOneCarriageReturnIsTakenOff() {
    assertThat(records(NDJSON, "a\r\r\n\r\r\n\r\r")).containsExactly("a\r", "\r", "\r");
  }

  @Test
  void aCarriageReturnElsewhereStays() {
    assertThat(records(NDJSON, "a\rb\n\rc\n")).containsExactly("a\rb", "\rc");
  }

  @Test
  void whiteSpaceAloneIsARecord() {
    assertThat(records(NDJSON, " \n\t\n")).containsExactly(" ", "\t");
  }

  @Test
  void linesStayAsTheyAre() {
    assertThat(records(NDJSON, "{bad json\n\u00ff\u00fe not utf-8 \u0000\n \u00ef\u00bb\u00bfx \n"))
        .containsExactly("{bad json", "\u00ff\u00fe not utf-8 \u0000", " \u00ef\u00bb\u00bfx ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "\r", "\n\n\r\n\n", "\r\n\r"})
  void aBodyOfEmptyLinesHoldsNoRecord(String body) {
    assertThat(rejected(NDJSON, body).reason()).isEqualTo(Rejection.EMPTY_BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\n12345\n", "1\n12345", "1\n12345\r\n", "1\n12345\r"})
  void aLineMayBeAsLongAsTheLimit(String body) {
    assertThat(records(Bodies.everywhereCut(NDJSON, RECORD_OF_FIVE, body)))
        .containsExactly("1", "12345");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\n123456\n", "1\n123456", "1\n12345\r6\n", "1\n\n12345\r\r\n"})
  void aLongerLineIsRefused(String body) {
    Rejected tooLarge = rejected(NDJSON, RECORD_OF_FIVE, body);

    assertThat(tooLarge.reason()).isEqualTo(Rejection.RECORD_TOO_LARGE);
    assertThat(tooLarge.detail()).contains("Record 2 ").contains(" 5 bytes");
  }
}
