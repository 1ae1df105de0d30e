package io.edgemq.ops.load;

/// How a generated client ended.
public enum ConnectionEnd {
  /// Everything it sent was answered and it said DISCONNECT.
  DISCONNECTED,
  /// It said DISCONNECT, but not everything was answered within the drain time.
  UNSETTLED,
  /// The server answered its CONNECT with a refusal.
  REFUSED,
  /// The server answered a PUBLISH with a 5.0 reason code of 0x80 or above.
  REJECTED,
  /// It never had a connection.
  UNREACHABLE,
  /// Its connection broke, or the server closed it.
  RESET,
  /// The server sent something that is not MQTT.
  MALFORMED
}
