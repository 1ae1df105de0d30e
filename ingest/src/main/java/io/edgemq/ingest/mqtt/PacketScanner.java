package io.edgemq.ingest.mqtt;

/// Judges a packet while its bytes come in, before any memory is spent on it: the first byte before
/// the length, the length before the body. A flyweight: [#scan] moves it, the accessors describe
/// the packet until the next call.
final class PacketScanner {
  /// What stands at a position.
  enum Found {
    /// A whole packet that may be taken.
    WHOLE,
    /// The beginning of a packet with nothing against it so far.
    PARTIAL,
    /// A packet to close for; [#refusal()] says why.
    REFUSED
  }

  private static final int RETAIN = 0x01;
  private static final int DUP = 0x08;

  private final FixedHeader header = new FixedHeader();
  private final SessionLimits limits;
  private boolean isV5;

  private int packetBytesMax;

  /// The low halves of first bytes that a PUBLISH may have, a bit each.
  private int publishFlags;

  private PacketAction action = PacketAction.CLOSE;
  private CloseReason refusal = CloseReason.INTERNAL_ERROR;
  private int packetBytes;

  PacketScanner(SessionLimits limits) {
    this.limits = limits;
    packetBytesMax = limits.connectPacketBytesMax();
  }

  /// What passes from now on.
  void grant(ProtocolVersion spoken, PublishLimits publish) {
    packetBytesMax = limits.packetBytesMax(publish);
    isV5 = spoken == ProtocolVersion.V5_0;
    publishFlags = 0;
    for (int flags = 0; flags < 0x10; flags++) {
      int qos = PublishCursor.qosOf((byte) flags);
      boolean isSound = qos > 0 || (flags & DUP) == 0; // MQTT-3.3.1-2
      boolean isRetainable = !isV5 || (flags & RETAIN) == 0;
      publishFlags |= qos <= publish.qosMax() && isSound && isRetainable ? 1 << flags : 0;
    }
  }

  /// Judges the packet at `at`, of which the bytes before `to` are there, at least one.
  Found scan(SessionPhase phase, byte[] bytes, int at, int to) {
    packetBytes = 0;
    byte first = bytes[at];
    PacketType type = PacketType.of(first);
    action = PacketAction.of(phase, type);
    if (action == PacketAction.CLOSE) {
      return refuse(unexpected(phase, type));
    }
    if (action == PacketAction.PUBLISH ? !isGranted(first) : !type.hasSoundFlags(first)) {
      return refuse(action == PacketAction.PUBLISH ? notGranted(first) : CloseReason.RESERVED_FLAG);
    }
    return switch (header.read(bytes, at, to)) {
      case PARTIAL -> Found.PARTIAL;
      case MALFORMED -> refuse(CloseReason.MALFORMED_LENGTH);
      case WHOLE -> judgeLength(to - at);
    };
  }

  private Found judgeLength(int bytesThere) {
    if ((header.remainingBytes() != 0 && isBare()) || (isV5 && !header.isMinimal())) {
      return refuse(CloseReason.MALFORMED_LENGTH);
    }
    if (header.packetBytes() > packetBytesMax) {
      return refuse(CloseReason.PACKET_TOO_LARGE);
    }
    packetBytes = header.packetBytes();
    return packetBytes <= bytesThere ? Found.WHOLE : Found.PARTIAL;
  }

  /// Whether the packet has nothing behind its length.
  private boolean isBare() {
    return action == PacketAction.ANSWER_PING || (action == PacketAction.DISCONNECT && !isV5);
  }

  private boolean isGranted(byte first) {
    return (publishFlags >>> (first & 0x0F) & 1) != 0;
  }

  private CloseReason notGranted(byte first) {
    int qos = PublishCursor.qosOf(first);
    if (qos == 3) {
      return CloseReason.INVALID_QOS;
    }
    if (qos == 0 && (first & DUP) != 0) {
      return CloseReason.RESERVED_FLAG;
    }
    int withoutRetain = first & 0x0F & ~RETAIN;
    return (publishFlags >>> withoutRetain & 1) != 0
        ? CloseReason.RETAIN_NOT_SUPPORTED
        : CloseReason.QOS_NOT_SUPPORTED;
  }

  private static CloseReason unexpected(SessionPhase phase, PacketType type) {
    if (phase == SessionPhase.AWAITING_CONNECT) {
      return CloseReason.NOT_CONNECT_FIRST;
    }
    return type == PacketType.CONNECT ? CloseReason.SECOND_CONNECT : CloseReason.UNEXPECTED_PACKET;
  }

  private Found refuse(CloseReason reason) {
    refusal = reason;
    return Found.REFUSED;
  }

  /// What is to be done with the packet, once it is whole.
  PacketAction action() {
    return action;
  }

  /// Why the packet was refused.
  CloseReason refusal() {
    return refusal;
  }

  /// Whether the length takes no more bytes than it needs, once the fixed header is whole.
  boolean isLengthMinimal() {
    return header.isMinimal();
  }

  /// Bytes of the fixed header, once that is whole.
  int headerBytes() {
    return header.headerBytes();
  }

  /// Bytes of the whole packet, 0 as long as its length is not known.
  int packetBytes() {
    return packetBytes;
  }
}
