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

  private static final int DUP = 0x08;

  private final FixedHeader header = new FixedHeader();
  private final SessionLimits limits;
  private int qosMax;
  private PacketAction action = PacketAction.CLOSE;
  private CloseReason refusal = CloseReason.INTERNAL_ERROR;
  private int packetBytes;

  PacketScanner(SessionLimits limits) {
    this.limits = limits;
  }

  /// The highest quality of service that passes from now on.
  void grant(int qosMaxGranted) {
    qosMax = qosMaxGranted;
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
      case WHOLE -> judgeLength(phase, to - at);
    };
  }

  private Found judgeLength(SessionPhase phase, int bytesThere) {
    boolean isBare = action == PacketAction.ANSWER_PING || action == PacketAction.DISCONNECT;
    if (isBare && header.remainingBytes() != 0) {
      return refuse(CloseReason.MALFORMED_LENGTH);
    }
    int max =
        phase == SessionPhase.CONNECTED ? limits.packetBytesMax() : limits.connectPacketBytesMax();
    if (header.packetBytes() > max) {
      return refuse(CloseReason.PACKET_TOO_LARGE);
    }
    packetBytes = header.packetBytes();
    return packetBytes <= bytesThere ? Found.WHOLE : Found.PARTIAL;
  }

  /// DUP says that a message with an id is sent again, so it goes with QoS 1 only (MQTT-3.3.1-2).
  private boolean isGranted(byte first) {
    int qos = PublishCursor.qosOf(first);
    return qos <= qosMax && (qos > 0 || (first & DUP) == 0);
  }

  private static CloseReason notGranted(byte first) {
    return switch (PublishCursor.qosOf(first)) {
      case 0 -> CloseReason.RESERVED_FLAG;
      case 3 -> CloseReason.INVALID_QOS;
      default -> CloseReason.QOS_NOT_SUPPORTED;
    };
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

  /// Bytes of the fixed header, once that is whole.
  int headerBytes() {
    return header.headerBytes();
  }

  /// Bytes of the whole packet, 0 as long as its length is not known.
  int packetBytes() {
    return packetBytes;
  }
}
