package io.edgemq.ingest.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
  @ParameterizedTest
  @NullSource
  @EmptySource
  @ValueSource(strings = {"identity", "Identity", " identity , identity", ","})
  void noneIsAskedFor(@Nullable String contentEncoding) {
    assertThat(ContentCoding.of(contentEncoding)).contains(ContentCoding.IDENTITY);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "x-gzip, GZIP",
    "GZip, GZIP",
    "' gzip ', GZIP",
    "zstd, ZSTD",
    "ZSTD, ZSTD",
    "'identity, zstd', ZSTD",
    "'gzip,identity', GZIP"
  })
  void oneIsAskedFor(String contentEncoding, ContentCoding expected) {
    assertThat(ContentCoding.of(contentEncoding)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"br", "deflate", "compress", "gzip, zstd", "gzip, gzip", "gzip;q=1", "several"})
  void theseAreNotToBeHad(String contentEncoding) {
    assertThat(ContentCoding.of(contentEncoding)).isEmpty();
  }
}
