package io.edgemq.ingest.mqtt;

/// Reads DISCONNECT (section 3.14 of both standards). Without a will and a session to keep it says
/// only that the client goes, and why.
final class ClientDisconnect {
  /// The reason codes that clients may give, in ascending order (MQTT 5.0, table 3-13).
  private static final String CLIENT_CODES =
      "\u0000\u0004\u0080\u0081\u0082\u0083\u0090\u0093\u0094\u0095\u0096\u0097\u0098\u0099";

  private ClientDisconnect() {}

  /// Judges the variable header in `[from, to)`, which may be empty.
  ///
  /// @param sessionExpirySeconds what the client's CONNECT said
  /// @return what the session closes for
  static CloseReason judge(byte[] bytes, int from, int to, long sessionExpirySeconds) {
    if (from == to) {
      return CloseReason.NORMAL;
    }
    var fields = new PacketReader(bytes, from, to, CloseReason.MALFORMED_DISCONNECT);
    int code = fields.readByte();
    if (CLIENT_CODES.indexOf(code) < 0) {
      return CloseReason.MALFORMED_DISCONNECT;
    }
    var properties = new PropertyBlock();
    if (!fields.isAtEnd()) {
      fields.readProperties(PropertyPlace.DISCONNECT, properties);
    }
    CloseReason fault = fields.faultAtEnd();
    if (fault != null) {
      return fault;
    }
    // A session that was to end with the connection cannot be kept after all (section 3.14.2.2.2).
    boolean isKept = properties.value(Property.SESSION_EXPIRY_INTERVAL, 0) > 0;
    return isKept && sessionExpirySeconds == 0 ? CloseReason.PROTOCOL_ERROR : CloseReason.NORMAL;
  }
}
