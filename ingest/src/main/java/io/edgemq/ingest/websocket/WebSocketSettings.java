package io.edgemq.ingest.websocket;

import java.time.Duration;
import java.util.Set;

/// How MQTT is served over WebSocket.
///
/// @param allowedOrigins what the Origin header of a browser may be, letter by letter; empty: any.
///   Clients that are not browsers send none and are not held to it (RFC 6455, section 10.2)
/// @param messageBytesMax of a WebSocket message, be it one frame or several; it takes no memory,
///   and need not be related to the size of MQTT packets
/// @param closeWithin of our Close frame, the client must have ended its side of the connection
public record WebSocketSettings(
    Set<String> allowedOrigins, long messageBytesMax, Duration closeWithin) {
  /// Checks and copies.
  public WebSocketSettings {
    allowedOrigins = Set.copyOf(allowedOrigins);
    if (messageBytesMax < 1) {
      throw new IllegalArgumentException("messageBytesMax " + messageBytesMax + " is below 1");
    }
  }
}
