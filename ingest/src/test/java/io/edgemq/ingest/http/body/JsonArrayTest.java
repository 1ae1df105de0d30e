package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.JSON;
import static io.edgemq.ingest.http.body.Bodies.records;
import static io.edgemq.ingest.http.body.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayTest {
  private static final BodyLimits RECORD_OF_FIVE = new BodyLimits(1000, 5, 10_000);
  private static final String MARK = "\u00ef\u00bb\u00bf";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2]}",
        "{\"a\":1}\n",
        "  {\"a\":1}",
        MARK + "{\"a\":1}",
        "\u00ef\u00bb[1]",
        "\u00ef[1]",
        "\u00ef\u00bb",
        " " + MARK + "[1]",
        "1",
        "\"[1,2]\"",
        "bad json, [1,2]",
        "]",
        "\u0000"
      })
  void aBodyThatIsNoArrayIsOneRecordAsItIs(String body) {
    assertThat(records(JSON, body)).containsExactly(body);
  }

  @Test
  void everyElementIsARecord() {
    assertThat(records(JSON, "[{\"a\":1},[2,3],\"four\",5,true,null,-6.7e8]"))
        .containsExactly("{\"a\":1}", "[2,3]", "\"four\"", "5", "true", "null", "-6.7e8");
  }

  @Test
  void whiteSpaceAroundElementsIsLeftOutAndWithinThemKept() {
    assertThat(records(JSON, " \r\n\t[ 1 ,\n{ \"a\" : [ 2 ] }\t, \" 3 \"\r\n] \n"))
        .containsExactly("1", "{ \"a\" : [ 2 ] }", "\" 3 \"");
  }

  @Test
  void aByteOrderMarkBeforeTheArrayIsSkipped() {
    assertThat(records(JSON, MARK + " [1,2]")).containsExactly("1", "2");
  }

  @Test
  void bracketsCommasAndQuotesInStringsAreText() {
    String object = "{\"]},[{\":\"\\\"],[\\\\\"}";

    assertThat(records(JSON, "[" + object + ",\"\\\"\",\"\\\\\",\",]\"]"))
        .containsExactly(object, "\"\\\"\"", "\"\\\\\"", "\",]\"");
  }

  @Test
  void elementsAreStoredByteForByte() {
    assertThat(records(JSON, "[\"\u00ff\u0000\",{bad: json,},'x',1.2.3,[1}]"))
        .containsExactly("\"\u00ff\u0000\"", "{bad: json,}", "'x'", "1.2.3", "[1}");
  }

  @Test
  void depthHasNoLimit() {
    String deep = "[".repeat(300_000) + "]".repeat(300_000);

    assertThat(records(Bodies.outcome(JSON, "[1," + deep + "]"))).containsExactly("1", deep);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", " [ ] ", " \n", MARK, MARK + " ", MARK + "[]"})
  void aBodyWithoutAValueHoldsNoRecord(String body) {
    assertThat(rejected(JSON, body).reason()).isEqualTo(Rejection.EMPTY_BODY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "[; 1; not closed",
        "[1; 2; not closed",
        "[1,; 3; not closed",
        "[\"a; 3; not closed",
        "[\"a\\\"]; 6; not closed",
        "[{\"a\":1}; 8; not closed",
        "[[1]; 4; not closed",
        "[1} ; 2; neither a comma",
        "[1,{}}; 5; neither a comma",
        "[1 2]; 3; neither a comma",
        "[{}{}]; 3; neither a comma",
        "[{} \"a\"]; 4; neither a comma",
        "[\"a\"1]; 4; neither a comma",
        "[1\"a\"]; 2; neither a comma",
        "[1{}]; 2; neither a comma",
        "[,]; 1; element is missing",
        "[,1]; 1; element is missing",
        "[1,]; 3; element is missing",
        "[1,,2]; 3; element is missing",
        "[}; 1; element is missing",
        "[]]; 2; behind it",
        "[1],; 3; behind it",
        "[1] [2]; 4; behind it",
        "[1]x; 3; behind it"
      })
  void aMalformedArrayIsRefused(String body, int at, String what) {
    Rejected malformed = rejected(JSON, body);

    assertThat(malformed.reason()).isEqualTo(Rejection.BAD_RECORD);
    assertThat(malformed.detail()).contains(" at byte " + at + ",").contains(what);
  }

  @Test
  void anElementMayBeAsLongAsTheLimit() {
    BodyOutcome outcome = Bodies.everywhereCut(JSON, RECORD_OF_FIVE, "[ 12345 , \"123\"     ]");

    assertThat(records(outcome)).containsExactly("12345", "\"123\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,123456]", "[1,\"1234\"]", "[1,[1,2,3]]", "[1,123456\"", "[1,123456"})
  void aLongerElementIsRefused(String body) {
    Rejected tooLarge = rejected(JSON, RECORD_OF_FIVE, body);

    assertThat(tooLarge.reason()).isEqualTo(Rejection.RECORD_TOO_LARGE);
    assertThat(tooLarge.detail()).contains("Record 2 ");
  }

  @Test
  void aBodyThatIsNoArrayMayBeAsLongAsARecord() {
    assertThat(records(Bodies.everywhereCut(JSON, RECORD_OF_FIVE, "{   }")))
        .containsExactly("{   }");
    assertThat(rejected(JSON, RECORD_OF_FIVE, "{    }").reason())
        .isEqualTo(Rejection.RECORD_TOO_LARGE);
  }
}
