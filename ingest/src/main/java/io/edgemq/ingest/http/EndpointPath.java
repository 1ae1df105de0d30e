package io.edgemq.ingest.http;

import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.storage.wal.Names;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// The path of something that is served for each endpoint: `/NAME`, or `/e/ENDPOINT/NAME`.
///
/// @param endpoint that it names, null if it names none
record EndpointPath(@Nullable String endpoint) {
  /// Where data is posted to.
  static final String INGEST = "/ingest";

  /// Where MQTT is spoken over WebSocket.
  static final String MQTT = "/mqtt";

  private static final String ENDPOINT_PREFIX = "/e/";
  private static final EndpointPath NO_ENDPOINT = new EndpointPath(null);

  /// The path of a service; nothing if `path` is another one.
  ///
  /// @param service [#INGEST] or [#MQTT]
  static Optional<EndpointPath> of(String path, String service) {
    if (path.equals(service)) {
      return Optional.of(NO_ENDPOINT);
    }
    if (!path.startsWith(ENDPOINT_PREFIX)
        || !path.endsWith(service)
        || path.length() < ENDPOINT_PREFIX.length() + service.length()) {
      return Optional.empty();
    }
    String name = path.substring(ENDPOINT_PREFIX.length(), path.length() - service.length());
    return Names.isName(name) ? Optional.of(new EndpointPath(name)) : Optional.empty();
  }

  /// What a request to this path names: the endpoint, and the host that it was sent to.
  EndpointNames names(HttpRequest request) {
    return new EndpointNames(List.of(request.getUri().host().address()), endpoint);
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
