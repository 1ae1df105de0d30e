package io.edgemq.ingest.mqtt;

import java.util.Locale;

/// Why a connection ended. The session finds most of these, its transport the others; each is also
/// the value of a metric label.
public enum CloseReason {
  /// The client sent DISCONNECT.
  NORMAL,
  /// The client closed its side without DISCONNECT.
  PEER_CLOSED,
  /// The socket failed.
  CONNECTION_LOST,
  /// Nothing whole came for one and a half times the keep alive (MQTT-3.1.2-24).
  KEEP_ALIVE(ReasonCode.KEEP_ALIVE_TIMEOUT),
  /// No CONNECT in time.
  CONNECT_TIMEOUT,
  /// The key check did not answer in time.
  AUTHENTICATION_TIMEOUT,

  /// Something other than CONNECT came first (MQTT-3.1.0-1).
  NOT_CONNECT_FIRST,
  /// CONNECT came again (MQTT-3.1.0-2).
  SECOND_CONNECT(ReasonCode.PROTOCOL_ERROR),
  /// The protocol name is not MQTT (MQTT-3.1.2-1).
  BAD_PROTOCOL_NAME,
  /// A protocol level that is not served (MQTT-3.1.2-2).
  UNSUPPORTED_VERSION,
  /// Flags of a fixed header or of CONNECT that must have another value (MQTT-2.2.2-2,
  /// MQTT-3.1.2-3).
  RESERVED_FLAG(ReasonCode.MALFORMED_PACKET),
  /// A Remaining Length of more than four bytes, or one that the packet's type cannot have.
  MALFORMED_LENGTH(ReasonCode.MALFORMED_PACKET),
  /// A packet, or its message, is larger than [SessionLimits] allow.
  PACKET_TOO_LARGE(ReasonCode.PACKET_TOO_LARGE),
  /// A CONNECT that is cut, overlong, or whose flags and fields disagree (MQTT-3.1.4-1).
  MALFORMED_CONNECT,
  /// More than [SessionLimits#heldBytesMax()] came before CONNECT was answered.
  TOO_MUCH_BEFORE_CONNACK,
  /// A text field is not well-formed UTF-8, or holds NUL (MQTT-1.5.3-1, -2).
  BAD_UTF8(ReasonCode.MALFORMED_PACKET),
  /// A PUBLISH whose fields do not fit its length.
  MALFORMED_PUBLISH(ReasonCode.MALFORMED_PACKET),
  /// A quality of service that exists but is not granted.
  QOS_NOT_SUPPORTED(ReasonCode.QOS_NOT_SUPPORTED),
  /// Quality of service 3, which does not exist (MQTT-3.3.1-4, MQTT-3.8.3-4).
  INVALID_QOS(ReasonCode.MALFORMED_PACKET),
  /// `+` or `#` in the topic of a PUBLISH (MQTT-3.3.2-2).
  WILDCARD_IN_TOPIC(ReasonCode.TOPIC_NAME_INVALID),
  /// A topic without a character (MQTT-4.7.3-1).
  EMPTY_TOPIC(ReasonCode.PROTOCOL_ERROR),
  /// A topic that plan or key do not allow, where the plan closes for that, or where the protocol
  /// has no way to say that a message was not stored.
  TOPIC_NOT_ALLOWED(ReasonCode.NOT_AUTHORIZED),
  /// Packet id 0 where there must be one (MQTT-2.3.1-1).
  PACKET_ID_ZERO(ReasonCode.PROTOCOL_ERROR),
  /// A SUBSCRIBE or UNSUBSCRIBE that is cut, overlong or without a filter.
  MALFORMED_SUBSCRIBE(ReasonCode.MALFORMED_PACKET),
  /// A packet that only servers send, an acknowledgement of nothing, or a reserved type.
  UNEXPECTED_PACKET(ReasonCode.PROTOCOL_ERROR),

  /// 5.0: properties that are cut, unknown, or do not belong where they stand (section 2.2.2.2).
  MALFORMED_PROPERTIES(ReasonCode.MALFORMED_PACKET),
  /// 5.0: properties beyond what [PropertyBlock] takes.
  TOO_MANY_PROPERTIES(ReasonCode.QUOTA_EXCEEDED),
  /// 5.0: well-formed, but against the protocol: a property twice, a value out of range, a
  /// SUBSCRIBE without a filter (section 4.13).
  PROTOCOL_ERROR(ReasonCode.PROTOCOL_ERROR),
  /// 5.0: the retain flag, of a PUBLISH or of a will, which CONNACK said is not available.
  RETAIN_NOT_SUPPORTED(ReasonCode.RETAIN_NOT_SUPPORTED),
  /// 5.0: a topic alias of 0 or above [ServerTerms#topicAliasMaximum()] (MQTT-3.3.2-8, -9).
  TOPIC_ALIAS_INVALID(ReasonCode.TOPIC_ALIAS_INVALID),
  /// 5.0: the topics behind a connection's aliases take more than [TopicAliases] keeps.
  TOPIC_ALIASES_TOO_LARGE(ReasonCode.QUOTA_EXCEEDED),
  /// 5.0: more than [ServerTerms#receiveMaximum()] without a PUBACK (MQTT-3.3.4-7).
  RECEIVE_MAXIMUM_EXCEEDED(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED),
  /// 5.0: a DISCONNECT that is cut, or with a reason that is not for clients (MQTT-3.14.2-1).
  MALFORMED_DISCONNECT(ReasonCode.MALFORMED_PACKET),
  /// 5.0: CONNECT asks for enhanced authentication, but there are only keys.
  BAD_AUTHENTICATION_METHOD(ReasonCode.BAD_AUTHENTICATION_METHOD),
  /// 5.0: CONNECT asks by user property for acknowledgements of a level that there is none of. They
  /// would be worth less than the client believes.
  UNKNOWN_ACK_LEVEL(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR),
  /// 5.0: the client takes no packet that could hold our CONNACK (MQTT-3.1.2-24).
  CLIENT_LIMIT_TOO_SMALL(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR),

  /// A client id that is too long, or empty where it must not be (MQTT-3.1.3-8).
  IDENTIFIER_REJECTED(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID),
  /// No key, or one that is not known.
  BAD_KEY,
  /// A key that is known but may not publish here.
  NOT_AUTHORIZED(ReasonCode.NOT_AUTHORIZED),
  /// The client's address has sent too many wrong keys, and now one more.
  TOO_MANY_ATTEMPTS,
  /// The key was revoked, or expired, or its endpoint was removed, while the client was connected.
  KEY_REVOKED(ReasonCode.NOT_AUTHORIZED),

  /// The server shuts down.
  SERVER_SHUTDOWN(ReasonCode.SERVER_SHUTTING_DOWN),
  /// The server gives its clients to others.
  DRAINED(ReasonCode.ADMINISTRATIVE_ACTION),
  /// The same, for a client that is told which.
  SERVER_MOVED(ReasonCode.SERVER_MOVED),
  /// The endpoint's log is on another node, which the client was told.
  USE_ANOTHER_SERVER(ReasonCode.USE_ANOTHER_SERVER),
  /// An operator has ended the connection.
  DISCONNECTED(ReasonCode.ADMINISTRATIVE_ACTION),
  /// Another client of the endpoint connected with the same id (MQTT-3.1.4-2).
  TAKEN_OVER(ReasonCode.SESSION_TAKEN_OVER),
  /// The server, or the endpoint, has no room.
  OVERLOADED(ReasonCode.SERVER_BUSY),
  /// Our mistake.
  INTERNAL_ERROR(ReasonCode.UNSPECIFIED_ERROR);

  private final String label = name().toLowerCase(Locale.ROOT);
  private final int reasonCode;

  CloseReason() {
    this(ReasonCode.NONE);
  }

  CloseReason(int reasonCode) {
    this.reasonCode = reasonCode;
  }

  /// The value of the metric label.
  public String label() {
    return label;
  }

  /// The reason code that a client of MQTT 5.0 is told, in CONNACK or in DISCONNECT;
  /// [ReasonCode#NONE] if it is told nothing.
  int reasonCode() {
    return reasonCode;
  }

  /// The same in words, for a Reason String.
  String text() {
    return label.replace('_', ' ');
  }
}
