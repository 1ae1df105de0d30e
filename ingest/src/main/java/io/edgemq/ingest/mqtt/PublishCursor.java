package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// Where the fields of a PUBLISH stand in the array it was received in (section 3.3 of both
/// standards). A flyweight: [#read] moves it, the accessors describe the packet until the next
/// call.
final class PublishCursor {
  private static final int LENGTH_BYTES = 2;
  private static final int PACKET_ID_BYTES = 2;

  /// Null in MQTT 3.1.1, where a PUBLISH has no properties.
  private @Nullable TopicAliases aliases;

  /// Null until a PUBLISH has properties.
  private @Nullable PropertyBlock properties;

  /// Null where the topic stands in the packet.
  private byte @Nullable [] aliasedTopic;

  private int topicFrom;
  private int topicBytes;
  private int packetId;
  private int messageFrom;
  private int messageBytes;

  static int qosOf(byte first) {
    return (first >> 1) & 3;
  }

  /// From now on packets have properties.
  void expectProperties(int topicAliasMaximum) {
    aliases = new TopicAliases(topicAliasMaximum);
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
    if (aliases != null) {
      aliasedTopic = null;
      if (messageBytes == 0) {
        return CloseReason.MALFORMED_PUBLISH;
      }
      if (bytes[messageFrom] != 0) {
        return readProperties(aliases, bytes, to);
      }
      messageFrom++;
      messageBytes--;
    }
    return judgeTopic(bytes);
  }

  private @Nullable CloseReason readProperties(TopicAliases known, byte[] bytes, int to) {
    if (properties == null) {
      properties = new PropertyBlock();
    }
    CloseReason fault = properties.read(PropertyPlace.PUBLISH, bytes, messageFrom, to);
    if (fault != null) {
      return fault;
    }
    messageFrom = properties.end();
    messageBytes = to - messageFrom;
    return properties.has(Property.TOPIC_ALIAS)
        ? resolve(known, (int) properties.value(Property.TOPIC_ALIAS, 0), bytes)
        : judgeTopic(bytes);
  }

  /// Section 3.3.4: a topic gives the alias its meaning, and no topic takes it from there.
  private @Nullable CloseReason resolve(TopicAliases known, int alias, byte[] bytes) {
    if (!known.isValid(alias)) {
      return CloseReason.TOPIC_ALIAS_INVALID;
    }
    if (topicBytes > 0) {
      CloseReason fault = judgeTopic(bytes);
      return fault == null ? known.define(alias, bytes, topicFrom, topicFrom + topicBytes) : fault;
    }
    byte[] topic = known.topic(alias);
    if (topic == null) {
      return CloseReason.EMPTY_TOPIC;
    }
    aliasedTopic = topic;
    topicFrom = 0;
    topicBytes = topic.length;
    return null;
  }

  private @Nullable CloseReason judgeTopic(byte[] bytes) {
    int topicTo = topicFrom + topicBytes;
    if (topicBytes == 0) {
      return CloseReason.EMPTY_TOPIC;
    }
    if (Utf8.isPlainTopic(bytes, topicFrom, topicTo)) {
      return null;
    }
    if (!Utf8.isSound(bytes, topicFrom, topicTo)) {
      return CloseReason.BAD_UTF8;
    }
    return Utf8.hasWildcard(bytes, topicFrom, topicTo) ? CloseReason.WILDCARD_IN_TOPIC : null;
  }

  /// Where the topic stands: in the array that was received, or among the aliases.
  byte[] topicSource(byte[] received) {
    return aliasedTopic == null ? received : aliasedTopic;
  }

  /// Whether the topic is longer than the packet says, as it stands for an alias.
  boolean isAliased() {
    return aliasedTopic != null;
  }

  /// Whether the topic may be published to.
  boolean isIn(TopicFilters filters, byte[] received) {
    return filters.allow(topicSource(received), topicFrom, topicFrom + topicBytes);
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
