package io.edgemq.ingest.mqtt;

/// What is done with a packet. The table of the protocol is [#of].
enum PacketAction {
  CONNECT,
  PUBLISH,
  REFUSE_SUBSCRIPTIONS,
  UNSUBSCRIBE,
  ANSWER_PING,
  DISCONNECT,
  CLOSE;

  /// State × packet type → action; what is not named here closes the connection.
  static PacketAction of(SessionPhase phase, PacketType type) {
    return switch (phase) {
      case AWAITING_CONNECT -> type == PacketType.CONNECT ? CONNECT : CLOSE;
      case CONNECTED ->
          switch (type) {
            case PUBLISH -> PUBLISH;
            case SUBSCRIBE -> REFUSE_SUBSCRIPTIONS;
            case UNSUBSCRIBE -> UNSUBSCRIBE;
            case PINGREQ -> ANSWER_PING;
            case DISCONNECT -> DISCONNECT;
            default -> CLOSE;
          };
      case AUTHENTICATING, DRAINING, CLOSED -> CLOSE;
    };
  }
}
