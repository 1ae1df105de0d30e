package io.edgemq.ops.load;

/// How a generated client ended.
public enum ConnectionEnd {
  /// Everything it sent was answered, and it left (MQTT: said DISCONNECT).
  DISCONNECTED,
  /// It left, but not everything was answered within the drain time.
  UNSETTLED,
  /// The server answered its CONNECT, or the handshake of WebSocket before it, with a refusal.
  REFUSED,
  /// The server answered a PUBLISH with a 5.0 reason code of 0x80 or above, or a request with
  /// another status than 202.
  REJECTED,
  /// It never had a connection.
  UNREACHABLE,
  /// Its connection broke, or the server closed it.
  RESET,
  /// The server sent something that is no MQTT, or no HTTP that answers a request.
  MALFORMED
}
