package io.edgemq.ingest.mqtt;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The properties that a client may send, with their identifiers, forms and places (MQTT 5.0, table
/// 2-4). Those that only servers send, or that stand only in packets which are not taken here, are
/// as unknown ones.
enum Property {
  PAYLOAD_FORMAT_INDICATOR(0x01, Form.FLAG, PropertyPlace.PUBLISH, PropertyPlace.WILL),
  MESSAGE_EXPIRY_INTERVAL(0x02, Form.INTEGER, PropertyPlace.PUBLISH, PropertyPlace.WILL),
  CONTENT_TYPE(0x03, Form.TEXT, PropertyPlace.PUBLISH, PropertyPlace.WILL),
  RESPONSE_TOPIC(0x08, Form.TOPIC, PropertyPlace.PUBLISH, PropertyPlace.WILL),
  CORRELATION_DATA(0x09, Form.BINARY, PropertyPlace.PUBLISH, PropertyPlace.WILL),
  SUBSCRIPTION_IDENTIFIER(0x0B, Form.VARIABLE_ABOVE_ZERO, PropertyPlace.SUBSCRIBE),
  SESSION_EXPIRY_INTERVAL(0x11, Form.INTEGER, PropertyPlace.CONNECT, PropertyPlace.DISCONNECT),
  AUTHENTICATION_METHOD(0x15, Form.TEXT, PropertyPlace.CONNECT),
  AUTHENTICATION_DATA(0x16, Form.BINARY, PropertyPlace.CONNECT),
  REQUEST_PROBLEM_INFORMATION(0x17, Form.FLAG, PropertyPlace.CONNECT),
  WILL_DELAY_INTERVAL(0x18, Form.INTEGER, PropertyPlace.WILL),
  REQUEST_RESPONSE_INFORMATION(0x19, Form.FLAG, PropertyPlace.CONNECT),
  REASON_STRING(0x1F, Form.TEXT, PropertyPlace.DISCONNECT),
  RECEIVE_MAXIMUM(0x21, Form.SHORT_ABOVE_ZERO, PropertyPlace.CONNECT),
  TOPIC_ALIAS_MAXIMUM(0x22, Form.SHORT, PropertyPlace.CONNECT),
  TOPIC_ALIAS(0x23, Form.SHORT, PropertyPlace.PUBLISH),
  USER_PROPERTY(0x26, Form.PAIR, PropertyPlace.values()),
  MAXIMUM_PACKET_SIZE(0x27, Form.INTEGER_ABOVE_ZERO, PropertyPlace.CONNECT);

  /// How a value is laid out, and what it may be.
  enum Form {
    /// A byte, 0 or 1.
    FLAG,
    SHORT,
    SHORT_ABOVE_ZERO,
    INTEGER,
    INTEGER_ABOVE_ZERO,
    VARIABLE_ABOVE_ZERO,
    TEXT,
    /// Text that names one topic (MQTT-3.3.2-14).
    TOPIC,
    BINARY,
    /// Two texts.
    PAIR
  }

  /// The largest identifier.
  static final int ID_MAX = 0x27;

  private static final @Nullable Property[] BY_ID = new @Nullable Property[Byte.MAX_VALUE + 1];

  static {
    for (Property property : values()) {
      BY_ID[property.id] = property;
    }
  }

  private final int id;
  private final Form form;

  @SuppressWarnings("ImmutableEnumChecker") // it is one of Set.of
  private final Set<PropertyPlace> places;

  Property(int id, Form form, PropertyPlace... places) {
    this.id = id;
    this.form = form;
    this.places = Set.of(places);
  }

  /// The property of an identifier's first byte, null if there is none: every identifier takes one
  /// byte.
  static @Nullable Property of(byte id) {
    return id < 0 ? null : BY_ID[id];
  }

  int id() {
    return id;
  }

  boolean isLegalIn(PropertyPlace place) {
    return places.contains(place);
  }

  /// Whether it may come more than once.
  boolean isRepeatable() {
    return this == USER_PROPERTY;
  }

  Form form() {
    return form;
  }
}
