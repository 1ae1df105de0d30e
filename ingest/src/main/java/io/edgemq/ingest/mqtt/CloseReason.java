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
  KEEP_ALIVE,
  /// No CONNECT in time.
  CONNECT_TIMEOUT,
  /// The key check did not answer in time.
  AUTHENTICATION_TIMEOUT,

  /// Something other than CONNECT came first (MQTT-3.1.0-1).
  NOT_CONNECT_FIRST,
  /// CONNECT came again (MQTT-3.1.0-2).
  SECOND_CONNECT,
  /// The protocol name is not MQTT (MQTT-3.1.2-1).
  BAD_PROTOCOL_NAME,
  /// A protocol level that is not served (MQTT-3.1.2-2).
  UNSUPPORTED_VERSION,
  /// Flags of a fixed header or of CONNECT that must have another value (MQTT-2.2.2-2,
  /// MQTT-3.1.2-3).
  RESERVED_FLAG,
  /// A Remaining Length of more than four bytes, or one that the packet's type cannot have.
  MALFORMED_LENGTH,
  /// A packet, or its message, is larger than [SessionLimits] allow.
  PACKET_TOO_LARGE,
  /// A CONNECT that is cut, overlong, or whose flags and fields disagree (MQTT-3.1.4-1).
  MALFORMED_CONNECT,
  /// More than [SessionLimits#heldBytesMax()] came before CONNECT was answered.
  TOO_MUCH_BEFORE_CONNACK,
  /// A text field is not well-formed UTF-8, or holds NUL (MQTT-1.5.3-1, -2).
  BAD_UTF8,
  /// A PUBLISH whose fields do not fit its length.
  MALFORMED_PUBLISH,
  /// A quality of service that exists but is not granted.
  QOS_NOT_SUPPORTED,
  /// Quality of service 3, which does not exist (MQTT-3.3.1-4, MQTT-3.8.3-4).
  INVALID_QOS,
  /// `+` or `#` in the topic of a PUBLISH (MQTT-3.3.2-2).
  WILDCARD_IN_TOPIC,
  /// A topic without a character (MQTT-4.7.3-1).
  EMPTY_TOPIC,
  /// Packet id 0 where there must be one (MQTT-2.3.1-1).
  PACKET_ID_ZERO,
  /// A SUBSCRIBE or UNSUBSCRIBE that is cut, overlong or without a filter.
  MALFORMED_SUBSCRIBE,
  /// A packet that only servers send, an acknowledgement of nothing, or a reserved type.
  UNEXPECTED_PACKET,

  /// A client id that is too long, or empty where it must not be (MQTT-3.1.3-8).
  IDENTIFIER_REJECTED,
  /// No key, or one that is not known.
  BAD_KEY,
  /// A key that is known but may not publish here.
  NOT_AUTHORIZED,
  /// The key was withdrawn while the client was connected.
  KEY_REVOKED,

  /// The server shuts down.
  SERVER_SHUTDOWN,
  /// Another client of the endpoint connected with the same id (MQTT-3.1.4-2).
  TAKEN_OVER,
  /// The server, or the endpoint, has no room.
  OVERLOADED,
  /// Our mistake.
  INTERNAL_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT);

  /// The value of the metric label.
  public String label() {
    return label;
  }
}
