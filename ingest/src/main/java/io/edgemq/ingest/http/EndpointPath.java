package io.edgemq.ingest.http;

import io.edgemq.storage.wal.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The path of requests that bring data: `/ingest`, or `/e/ENDPOINT/ingest`.
///
/// @param endpoint that it names, null if it names none
record EndpointPath(@Nullable String endpoint) {
  private static final String INGEST = "/ingest";
  private static final String ENDPOINT_PREFIX = "/e/";
  private static final EndpointPath NO_ENDPOINT = new EndpointPath(null);

  /// The path that this is; nothing if it is another one.
  static Optional<EndpointPath> of(String path) {
    if (path.equals(INGEST)) {
      return Optional.of(NO_ENDPOINT);
    }
    if (!path.startsWith(ENDPOINT_PREFIX)
        || !path.endsWith(INGEST)
        || path.length() < ENDPOINT_PREFIX.length() + INGEST.length()) {
      return Optional.empty();
    }
    String name = path.substring(ENDPOINT_PREFIX.length(), path.length() - INGEST.length());
    return Names.isName(name) ? Optional.of(new EndpointPath(name)) : Optional.empty();
  }

  /// The path of a request target as it was sent. No name needs percent encoding, so it is not
  /// undone, nor are dots and double slashes.
  ///
  /// @param target in origin form or absolute form (RFC 9112, section 3.2)
  static String ofTarget(String target) {
    int query = target.indexOf('?');
    String withoutQuery = query < 0 ? target : target.substring(0, query);
    int authority = withoutQuery.startsWith("/") ? -1 : withoutQuery.indexOf("://");
    if (authority < 0) {
      return withoutQuery;
    }
    int path = withoutQuery.indexOf('/', authority + "://".length());
    return path < 0 ? "" : withoutQuery.substring(path);
  }
}
