package io.edgemq.ingest.mqtt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The topics behind the aliases of one connection (MQTT 5.0, section 3.3.2.3.4). Takes no memory
/// for aliases that are not used, and no more than [#BYTES_MAX] for the topics.
final class TopicAliases {
  /// Most bytes of the topics together: room for one of the greatest length, or for 16 of 4 KiB.
  static final int BYTES_MAX = 65_535;

  private static final byte[][] NONE = {};
  private static final byte[] NO_TOPIC = {};

  private final int aliasMax;
  private byte[][] topics = NONE;
  private int topicBytes;

  /// @param aliasMax the largest alias; the smallest is 1
  TopicAliases(int aliasMax) {
    this.aliasMax = aliasMax;
  }

  boolean isValid(int alias) {
    return alias >= 1 && alias <= aliasMax;
  }

  /// The topic of a valid alias, null if it has none yet.
  byte @Nullable [] topic(int alias) {
    byte[] topic = alias <= topics.length ? topics[alias - 1] : NO_TOPIC;
    return topic.length == 0 ? null : topic;
  }

  /// Gives a valid alias a topic, in place of the one it may have. The bytes are copied.
  ///
  /// @return what is wrong with that, null if nothing is
  @Nullable CloseReason define(int alias, byte[] bytes, int from, int to) {
    if (alias > topics.length) {
      int length = topics.length;
      topics = Arrays.copyOf(topics, Math.min(aliasMax, Math.max(alias, 2 * length)));
      Arrays.fill(topics, length, topics.length, NO_TOPIC);
    }
    byte[] before = topics[alias - 1];
    if (Arrays.equals(before, 0, before.length, bytes, from, to)) {
      return null; // some clients say it with every message
    }
    int together = topicBytes - before.length + (to - from);
    if (together > BYTES_MAX) {
      return CloseReason.TOPIC_ALIASES_TOO_LARGE;
    }
    topicBytes = together;
    topics[alias - 1] = Arrays.copyOfRange(bytes, from, to);
    return null;
  }
}
