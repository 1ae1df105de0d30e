package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// Where the fields of a PUBLISH stand in the array it was received in (MQTT 3.1.1, section 3.3). A
/// flyweight: [#read] moves it, the accessors describe the packet until the next call.
final class PublishCursor {
  private static final int LENGTH_BYTES = 2;
  private static final int PACKET_ID_BYTES = 2;

  private int topicFrom;
  private int topicBytes;
  private int packetId;
  private int messageFrom;
  private int messageBytes;

  static int qosOf(byte first) {
    return (first >> 1) & 3;
  }

  /// Moves to a packet.
  ///
  /// @param first its first byte
  /// @param from behind its fixed header
  /// @param to its end
  /// @return what is wrong with it, null if it is sound
  @Nullable CloseReason read(byte first, byte[] bytes, int from, int to) {
    if (to - from < LENGTH_BYTES) {
      return CloseReason.MALFORMED_PUBLISH;
    }
    topicFrom = from + LENGTH_BYTES;
    topicBytes = PacketReader.unsignedShort(bytes, from);
    int topicTo = topicFrom + topicBytes;
    messageFrom = qosOf(first) == 0 ? topicTo : topicTo + PACKET_ID_BYTES;
    messageBytes = to - messageFrom;
    if (messageBytes < 0) {
      return CloseReason.MALFORMED_PUBLISH;
    }
    packetId = 0;
    if (messageFrom > topicTo) {
      packetId = PacketReader.unsignedShort(bytes, topicTo);
      if (packetId == 0) {
        return CloseReason.PACKET_ID_ZERO;
      }
    }
    if (topicBytes == 0) {
      return CloseReason.EMPTY_TOPIC;
    }
    return Utf8.isPlainTopic(bytes, topicFrom, topicTo) ? null : judgeTopic(bytes, topicTo);
  }

  private @Nullable CloseReason judgeTopic(byte[] bytes, int topicTo) {
    if (!Utf8.isSound(bytes, topicFrom, topicTo)) {
      return CloseReason.BAD_UTF8;
    }
    return Utf8.hasWildcard(bytes, topicFrom, topicTo) ? CloseReason.WILDCARD_IN_TOPIC : null;
  }

  int topicFrom() {
    return topicFrom;
  }

  int topicBytes() {
    return topicBytes;
  }

  /// The packet id, 0 if the packet has none and so wants no PUBACK.
  int packetId() {
    return packetId;
  }

  int messageFrom() {
    return messageFrom;
  }

  int messageBytes() {
    return messageBytes;
  }
}
