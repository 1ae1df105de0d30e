package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.RECORD_IO;
import static io.edgemq.ingest.http.body.Bodies.bytes;
import static io.edgemq.ingest.http.body.Bodies.recordIo;
import static io.edgemq.ingest.http.body.Bodies.records;
import static io.edgemq.ingest.http.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIoTest {
  private static final BodyLimits RECORD_OF_FIVE = new BodyLimits(1000, 5, 10_000);

  @Test
  void everyRecordIsARecord() {
    String long300 = "x".repeat(300);

    assertThat(records(RECORD_IO, recordIo("a", "\n\u0000\u00ff", long300)))
        .containsExactly("a", "\n\u0000\u00ff", long300);
  }

  @Test
  void theLengthIsBigEndian() {
    assertThat(records(RECORD_IO, "\u0000\u0000\u0000\u0002ab")).containsExactly("ab");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 of the 4 bytes of its length",
    "3, 3 of the 4 bytes of its length",
    "4, 0 of its 4 bytes",
    "7, 3 of its 4 bytes"
  })
  void aRecordThatIsCutOffIsRefused(int bytesOfSecond, String expected) {
    String body = recordIo("abc", "defg").substring(0, 7 + bytesOfSecond);

    Rejected cutOff = rejected(RECORD_IO, body);

    assertThat(cutOff.reason()).isEqualTo(Rejection.BAD_RECORD);
    assertThat(cutOff.detail()).contains("Record 2, at byte 7,").contains(expected);
  }

  @Test
  void anEmptyRecordIsRefused() {
    Rejected empty = rejected(RECORD_IO, recordIo("abc", ""));

    assertThat(empty.reason()).isEqualTo(Rejection.BAD_RECORD);
    assertThat(empty.detail()).contains("Record 2, at byte 7,");
  }

  @Test
  void aRecordMayBeAsLongAsTheLimit() {
    BodyOutcome outcome =
        Bodies.everywhereCut(RECORD_IO, RECORD_OF_FIVE, recordIo("12345", "54321"));

    assertThat(records(outcome)).containsExactly("12345", "54321");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0000\u0000\u0006",
        "\u0001\u0000\u0000\u0000",
        "\u007f\u00ff\u00ff\u00ff",
        "\u0080\u0000\u0000\u0000",
        "\u00ff\u00ff\u00ff\u00ff"
      })
  void aLongerRecordIsRefusedByItsLengthAlone(String length) {
    try (var body = Bodies.begin(RECORD_IO, RECORD_OF_FIVE)) {
      body.feed(bytes(recordIo("a") + length), 0, 9);

      Rejected tooLarge = body.rejected().orElseThrow();
      assertThat(tooLarge.reason()).isEqualTo(Rejection.RECORD_TOO_LARGE);
      assertThat(tooLarge.detail()).contains("Record 2 ").contains(" 5 bytes");
    }
  }

  @Test
  void anAnnouncedLengthCostsNothing() {
    try (var body = Bodies.begin(RECORD_IO, BodyLimits.DEFAULT)) {
      body.feed(bytes("\u0000\u0010\u0000\u0000abc"), 0, 7);

      assertThat(body.rejected()).isEmpty();
      assertThat(body.heldBytes()).isLessThan(100);
    }
  }
}
