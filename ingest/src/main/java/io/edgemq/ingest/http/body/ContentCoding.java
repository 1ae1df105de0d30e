package io.edgemq.ingest.http.body;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The content codings that are decoded (RFC 9110 section 8.4.1, RFC 8878 section 7.2).
enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /// What a Content-Encoding asks for; nothing if that is not to be had, as are two codings on top
  /// of each other.
  ///
  /// @param contentEncoding the header's value, several of them joined by commas; null if none
  static Optional<ContentCoding> of(@Nullable String contentEncoding) {
    String value = contentEncoding == null ? "" : contentEncoding;
    List<String> names =
        Arrays.stream(value.split(",", -1))
            .map(it -> it.strip().toLowerCase(Locale.ROOT))
            .filter(it -> !it.isEmpty() && !it.equals("identity"))
            .toList();
    if (names.isEmpty()) {
      return Optional.of(IDENTITY);
    }
    return switch (names.size() == 1 ? names.getFirst() : "several") {
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "zstd" -> Optional.of(ZSTD);
      default -> Optional.empty();
    };
  }

  Decoder decoder() {
    return switch (this) {
      case IDENTITY -> new NoDecoder();
      case GZIP -> new GzipDecoder();
      case ZSTD -> new ZstdDecoder();
    };
  }
}
