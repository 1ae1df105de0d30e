package io.edgemq.ingest.mqtt;

/// How a CONNECT is turned down, with the return code of MQTT 3.1.1, section 3.2.2.3, and the
/// reason code of MQTT 5.0, section 3.2.2.2.
public enum ConnectRefusal {
  UNACCEPTABLE_PROTOCOL_VERSION(
      1, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, CloseReason.UNSUPPORTED_VERSION),
  IDENTIFIER_REJECTED(2, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, CloseReason.IDENTIFIER_REJECTED),
  SERVER_UNAVAILABLE(3, ReasonCode.SERVER_BUSY, CloseReason.OVERLOADED),
  BAD_USER_NAME_OR_PASSWORD(4, ReasonCode.BAD_USER_NAME_OR_PASSWORD, CloseReason.BAD_KEY),
  NOT_AUTHORIZED(5, ReasonCode.NOT_AUTHORIZED, CloseReason.NOT_AUTHORIZED),
  /// 5.0 alone: another node is better for this client, and it is told which.
  USE_ANOTHER_SERVER(3, ReasonCode.USE_ANOTHER_SERVER, CloseReason.USE_ANOTHER_SERVER);

  private final int returnCode;
  private final int reasonCode;
  private final CloseReason closeReason;

  ConnectRefusal(int returnCode, int reasonCode, CloseReason closeReason) {
    this.returnCode = returnCode;
    this.reasonCode = reasonCode;
    this.closeReason = closeReason;
  }

  /// The return code of a CONNACK of 3.1.1.
  public int returnCode() {
    return returnCode;
  }

  /// The reason code of a CONNACK of 5.0.
  public int reasonCode() {
    return reasonCode;
  }

  /// The same in words, for the Reason String of 5.0 where there is nothing more to say.
  public String text() {
    return closeReason.text();
  }

  /// What the connection is closed for behind the CONNACK.
  public CloseReason closeReason() {
    return closeReason;
  }
}
