package io.edgemq.ingest.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyFormatTest {
  @ParameterizedTest
  @NullSource
  @EmptySource
  @ValueSource(
      strings = {
        " ",
        "application/x-ndjson",
        "application/jsonl",
        "text/plain",
        "Text/Plain; charset=ISO-8859-1",
        "APPLICATION/X-NDJSON",
        ";charset=utf-8"
      })
  void theseAreSplitIntoLines(@Nullable String contentType) {
    assertThat(BodyFormat.of(contentType)).isEqualTo(BodyFormat.LINES);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, JSON",
    "Application/JSON;charset=utf-8, JSON",
    "' application/json ; charset=utf-8', JSON",
    "application/vnd.recordio, RECORD_IO",
    "application/Vnd.RecordIO; v=1, RECORD_IO",
    "application/octet-stream, WHOLE",
    "application/x-www-form-urlencoded, WHOLE",
    "application/vnd.api+json, WHOLE",
    "text/csv, WHOLE",
    "image/png, WHOLE",
    "nonsense, WHOLE"
  })
  void theMediaTypeDecidesWhateverItsCaseAndParameters(String contentType, BodyFormat expected) {
    assertThat(BodyFormat.of(contentType)).isEqualTo(expected);
  }
}
