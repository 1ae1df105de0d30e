package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// Takes the PUBLISHes of a chunk into one batch, each judged first.
final class IncomingMessages {
  /// Frames of this size may wait for the disk before messages with aliases have to wait.
  private static final int ALIASED_BYTES_MIN = 64 << 10;

  private final PublishCursor publish = new PublishCursor();
  private final OpenBatch batch = new OpenBatch();
  private final UnacknowledgedBatches unacknowledged;
  private boolean isV5;
  private int ackCountMax = Integer.MAX_VALUE;
  private int messageBytesMax;
  private TopicFilters topics = TopicFilters.ALL;
  private boolean closesOnForbiddenTopic;
  private int forbidden;

  /// @param unacknowledged those that went before
  IncomingMessages(UnacknowledgedBatches unacknowledged) {
    this.unacknowledged = unacknowledged;
  }

  /// From now on they are those of MQTT 5.0.
  void expectProperties(ServerTerms terms) {
    isV5 = true;
    publish.expectProperties(terms.topicAliasMaximum());
  }

  /// From now on what is kept back are notes of [Receipts], not PUBACKs.
  void keepNotes() {
    batch.keepNotes();
  }

  /// What is taken from now on.
  void grant(SessionLimits limits, Grant grant) {
    PublishLimits granted = grant.publish();
    if (isV5) {
      ackCountMax = limits.terms().receiveMaximum(grant.ack());
    }
    messageBytesMax = limits.messageBytesMax(granted);
    topics = granted.topics();
    closesOnForbiddenTopic = granted.closesOnForbiddenTopic();
  }

  /// Takes the PUBLISH at `[from, to)`.
  ///
  /// @param body behind its fixed header
  /// @param bytesAhead how much of the chunk is left, this packet included
  /// @return what the session ends for, null if it goes on
  @Nullable CloseReason take(
      long timestampMs, byte[] bytes, int from, int body, int to, int bytesAhead) {
    CloseReason fault = publish.read(bytes[from], bytes, body, to);
    if (fault != null) {
      return fault;
    }
    if (publish.messageBytes() > messageBytesMax) {
      return CloseReason.PACKET_TOO_LARGE;
    }
    if (publish.packetId() != 0 && batch.ackCount() + unacknowledged.ackCount() >= ackCountMax) {
      return CloseReason.RECEIVE_MAXIMUM_EXCEEDED;
    }
    if (topics != TopicFilters.ALL && !publish.isIn(topics, bytes)) {
      return forbid(bytesAhead, to - from);
    }
    batch.add(timestampMs, bytes, publish, bytesAhead, to - from);
    return null;
  }

  /// Leaves out a message whose topic is not allowed. Only MQTT 5.0 has a PUBACK that says so, and
  /// none may be left out.
  private @Nullable CloseReason forbid(int bytesAhead, int packetBytes) {
    forbidden++;
    boolean isAnswered = publish.packetId() != 0;
    if (isAnswered && isV5) {
      batch.refuse(publish.packetId(), ReasonCode.NOT_AUTHORIZED, bytesAhead, packetBytes);
      return null;
    }
    return isAnswered || closesOnForbiddenTopic ? CloseReason.TOPIC_NOT_ALLOWED : null;
  }

  /// See [OpenBatch#qos1Messages].
  long qos1Messages() {
    return batch.qos1Messages();
  }

  /// Whether the rest of the chunk has to wait: an alias of two bytes may stand for a long topic,
  /// so that the frames of a chunk may be far larger than the chunk.
  boolean isToPause(long creditBytes) {
    return publish.isAliased() && batch.length() >= Math.max(creditBytes, ALIASED_BYTES_MIN);
  }

  /// Has what was taken appended, and starts the next batch.
  void finish(SessionEffects effects) {
    batch.finish(unacknowledged, effects);
    if (forbidden > 0) {
      effects.forbidden(forbidden);
      forbidden = 0;
    }
  }
}
