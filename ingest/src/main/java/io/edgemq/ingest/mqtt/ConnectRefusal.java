package io.edgemq.ingest.mqtt;

/// How a CONNECT is turned down, with the return code of MQTT 3.1.1, section 3.2.2.3.
public enum ConnectRefusal {
  UNACCEPTABLE_PROTOCOL_VERSION(1, CloseReason.UNSUPPORTED_VERSION),
  IDENTIFIER_REJECTED(2, CloseReason.IDENTIFIER_REJECTED),
  SERVER_UNAVAILABLE(3, CloseReason.OVERLOADED),
  BAD_USER_NAME_OR_PASSWORD(4, CloseReason.BAD_KEY),
  NOT_AUTHORIZED(5, CloseReason.NOT_AUTHORIZED);

  private final int returnCode;
  private final CloseReason closeReason;

  ConnectRefusal(int returnCode, CloseReason closeReason) {
    this.returnCode = returnCode;
    this.closeReason = closeReason;
  }

  /// The return code of the CONNACK.
  public int returnCode() {
    return returnCode;
  }

  /// What the connection is closed for behind the CONNACK.
  public CloseReason closeReason() {
    return closeReason;
  }
}
