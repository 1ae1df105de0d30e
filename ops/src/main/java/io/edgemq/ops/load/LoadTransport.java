package io.edgemq.ops.load;

import java.util.Optional;

/// What lies between that which the clients of a load say and their sockets. Immutable.
///
/// @param tls with it the connection is encrypted
/// @param webSocketPath with it MQTT is carried by WebSocket (RFC 6455), subprotocol `mqtt`, which
///   the server has on that path; not for HTTP
public record LoadTransport(Optional<LoadTls> tls, Optional<String> webSocketPath) {
  /// Nothing but the socket.
  public static final LoadTransport TCP = new LoadTransport(Optional.empty(), Optional.empty());

  public LoadTransport {
    webSocketPath.ifPresent(LoadTransport::requireTarget);
  }

  /// The same, encrypted.
  public LoadTransport over(LoadTls value) {
    return new LoadTransport(Optional.of(value), webSocketPath);
  }

  /// The same by WebSocket, on the path that servers of ours have it on: `/mqtt`.
  public LoadTransport webSocket() {
    return webSocket("/mqtt");
  }

  /// The same by WebSocket.
  ///
  /// @param path `/mqtt` or `/e/ENDPOINT/mqtt`
  public LoadTransport webSocket(String path) {
    return new LoadTransport(tls, Optional.of(path));
  }

  /// What may stand between the blanks of a request line.
  static void requireTarget(String target) {
    if (!target.matches("/[!-~]*")) {
      throw new IllegalArgumentException("target is " + target + ", allowed / and visible ASCII");
    }
  }
}
