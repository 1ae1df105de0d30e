package io.edgemq.ingest.websocket;

import io.edgemq.storage.wal.Names;
import java.util.Optional;

/// A path on which MQTT is spoken over WebSocket: `/mqtt`, or `/e/ENDPOINT/mqtt`.
public final class MqttPath {
  private static final String PATH = "/mqtt";
  private static final String ENDPOINT_PREFIX = "/e/";

  private final String endpoint;

  private MqttPath(String endpoint) {
    this.endpoint = endpoint;
  }

  /// The path, or nothing if it is another one, or its endpoint is not a name ([Names#RULE]).
  /// Percent encoding is not undone: no name needs it.
  ///
  /// @param path of a request, without query
  public static Optional<MqttPath> of(String path) {
    if (path.equals(PATH)) {
      return Optional.of(new MqttPath(""));
    }
    int endpointBytes = path.length() - ENDPOINT_PREFIX.length() - PATH.length();
    if (endpointBytes <= 0 || !path.startsWith(ENDPOINT_PREFIX) || !path.endsWith(PATH)) {
      return Optional.empty();
    }
    String endpoint = path.substring(ENDPOINT_PREFIX.length(), path.length() - PATH.length());
    return Names.isName(endpoint) ? Optional.of(new MqttPath(endpoint)) : Optional.empty();
  }

  /// The endpoint that the path names, if it names one.
  public Optional<String> endpoint() {
    return endpoint.isEmpty() ? Optional.empty() : Optional.of(endpoint);
  }
}
