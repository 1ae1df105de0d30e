package io.edgemq.views.definition;

import java.util.Locale;

/// What is known of a message without reading it.
public enum MetaField {
  /// Null where it came by HTTP.
  TOPIC(Kind.TEXT),
  /// When it came, in milliseconds since the epoch.
  TIMESTAMP_MS(Kind.NUMBER),
  /// Of the frame: 0 by HTTP, 3 by MQTT.
  FORMAT(Kind.NUMBER),
  ENDPOINT(Kind.TEXT),
  TENANT(Kind.TEXT),
  /// The disk that it was appended on.
  INSTANCE(Kind.TEXT),
  /// Of the endpoint; 0 where it is not partitioned.
  PARTITION(Kind.NUMBER),
  EPOCH(Kind.NUMBER),
  SEGMENT(Kind.NUMBER),
  /// Of the frame in the raw segment, in bytes.
  OFFSET(Kind.NUMBER),
  /// Of the message, without the topic, in bytes.
  PAYLOAD_SIZE(Kind.NUMBER);

  private final Kind kind;

  MetaField(Kind kind) {
    this.kind = kind;
  }

  /// What its values are.
  public Kind kind() {
    return kind;
  }

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
