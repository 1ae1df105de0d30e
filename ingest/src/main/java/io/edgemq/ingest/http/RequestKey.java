package io.edgemq.ingest.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// The API key of a request: `X-API-Key`, or `Authorization: Bearer`.
sealed interface RequestKey {
  /// It has one, or several that are the same, or none.
  ///
  /// @param bytes null if none
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sent(byte @Nullable [] bytes) implements RequestKey {}

  /// It has several that differ.
  record Ambiguous() implements RequestKey {}

  /// Looks for the key. Credentials of other schemes are none.
  static RequestKey of(HttpRequest request) {
    byte[] found = null;
    for (HttpHeader header : request.getHeaders()) {
      String key =
          switch (header.lowercaseName()) {
            case "x-api-key" -> header.value().strip();
            case "authorization" -> bearer(header.value());
            default -> "";
          };
      if (!key.isEmpty()) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (found != null && !Arrays.equals(found, bytes)) {
          return new Ambiguous();
        }
        found = bytes;
      }
    }
    return new Sent(found);
  }

  private static String bearer(String credentials) {
    String scheme = "bearer ";
    boolean isBearer =
        credentials.length() > scheme.length()
            && credentials.substring(0, scheme.length()).toLowerCase(Locale.ROOT).equals(scheme);
    return isBearer ? credentials.substring(scheme.length()).strip() : "";
  }
}
