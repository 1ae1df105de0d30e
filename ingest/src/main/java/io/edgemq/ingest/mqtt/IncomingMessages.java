package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// Takes the PUBLISHes of a chunk into one batch, each judged first.
final class IncomingMessages {
  /// Frames of this size may wait for the disk before messages with aliases have to wait.
  private static final int ALIASED_BYTES_MIN = 64 << 10;

  private final PublishCursor publish = new PublishCursor();
  private final OpenBatch batch = new OpenBatch();
  private final UnacknowledgedBatches unacknowledged;
  private final int messageBytesMax;
  private int ackBytesMax = Integer.MAX_VALUE;

  /// @param unacknowledged those that went before
  IncomingMessages(UnacknowledgedBatches unacknowledged, int messageBytesMax) {
    this.unacknowledged = unacknowledged;
    this.messageBytesMax = messageBytesMax;
  }

  /// From now on they are those of MQTT 5.0.
  void expectProperties(ServerTerms terms) {
    publish.expectProperties(terms.topicAliasMaximum());
    ackBytesMax = OpenBatch.PUBACK_BYTES * terms.receiveMaximum();
  }

  /// Takes the PUBLISH at `[from, to)`.
  ///
  /// @param body behind its fixed header
  /// @param bytesAhead how much of the chunk is left, this packet included
  /// @return what it is refused for, null if it is taken
  @Nullable CloseReason take(
      long timestampMs, byte[] bytes, int from, int body, int to, int bytesAhead) {
    CloseReason fault = publish.read(bytes[from], bytes, body, to);
    if (fault != null) {
      return fault;
    }
    if (publish.messageBytes() > messageBytesMax) {
      return CloseReason.PACKET_TOO_LARGE;
    }
    if (publish.packetId() != 0 && batch.ackBytes() + unacknowledged.ackBytes() >= ackBytesMax) {
      return CloseReason.RECEIVE_MAXIMUM_EXCEEDED;
    }
    batch.add(timestampMs, bytes, publish, bytesAhead, to - from);
    return null;
  }

  /// Whether the rest of the chunk has to wait: an alias of two bytes may stand for a long topic,
  /// so that the frames of a chunk may be far larger than the chunk.
  boolean isToPause(long creditBytes) {
    return publish.isAliased() && batch.length() >= Math.max(creditBytes, ALIASED_BYTES_MIN);
  }

  boolean isEmpty() {
    return batch.isEmpty();
  }

  /// Hands the batch over and starts the next one.
  UnacknowledgedBatches.Batch finish() {
    return batch.finish(unacknowledged.nextSequence());
  }
}
