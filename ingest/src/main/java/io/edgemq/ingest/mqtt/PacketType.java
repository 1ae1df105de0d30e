package io.edgemq.ingest.mqtt;

/// The control packets in the order of their numbers (MQTT 3.1.1, sections 2.2.1 and 2.2.2).
enum PacketType {
  RESERVED_0(0),
  CONNECT(0),
  CONNACK(0),
  PUBLISH(PacketType.FLAGS_ARE_FIELDS),
  PUBACK(0),
  PUBREC(0),
  PUBREL(2),
  PUBCOMP(0),
  SUBSCRIBE(2),
  SUBACK(0),
  UNSUBSCRIBE(2),
  UNSUBACK(0),
  PINGREQ(0),
  PINGRESP(0),
  DISCONNECT(0),
  /// Reserved in 3.1.1.
  AUTH(0);

  private static final int FLAGS_ARE_FIELDS = -1;
  private static final PacketType[] BY_NUMBER = values();

  private final int flags;

  PacketType(int flags) {
    this.flags = flags;
  }

  static PacketType of(byte first) {
    return BY_NUMBER[(first & 0xFF) >>> 4];
  }

  /// Whether the low half of the first byte is what it must be. Those of PUBLISH carry fields and
  /// are judged apart.
  boolean hasSoundFlags(byte first) {
    return flags == FLAGS_ARE_FIELDS || (first & 0x0F) == flags;
  }
}
