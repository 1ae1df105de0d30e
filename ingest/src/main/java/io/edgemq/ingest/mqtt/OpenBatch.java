package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameRun;
import java.util.Arrays;

/// The batch of the chunk that is being parsed: the frames of its PUBLISHes, and the PUBACKs that
/// wait for them (decision 0003).
final class OpenBatch {
  private static final byte[] EMPTY = {};
  private static final byte PUBACK = 0x40;
  private static final byte PUBACK_REMAINING = 2;
  static final int PUBACK_BYTES = 4;

  /// By how much a frame is longer than the shortest PUBLISH it may come from: its header, less a
  /// fixed header of two bytes.
  private static final int FRAME_SURPLUS = Frame.HEADER_BYTES - 2;

  private final FrameRun frames = new FrameRun();
  private byte[] acks = EMPTY;
  private int ackBytes;

  /// Adds the message under the cursor.
  ///
  /// @param bytesAhead how much of the chunk is left, this packet included
  /// @param packetBytes size of this packet, and so the likely size of those behind it
  void add(long timestampMs, byte[] bytes, PublishCursor publish, int bytesAhead, int packetBytes) {
    if (frames.isEmpty()) {
      int framesAhead = bytesAhead / packetBytes + 1;
      frames.expect(bytesAhead + Math.min(bytesAhead, framesAhead * FRAME_SURPLUS));
    }
    frames.addMqtt(
        timestampMs,
        publish.topicSource(bytes),
        publish.topicFrom(),
        publish.topicBytes(),
        bytes,
        publish.messageFrom(),
        publish.messageBytes());
    if (publish.packetId() != 0) {
      addAck(publish.packetId(), bytesAhead / packetBytes);
    }
  }

  /// PUBACK (section 3.4 of both standards; in 5.0 the short form, which means success).
  private void addAck(int packetId, int acksAhead) {
    if (acks.length - ackBytes < PUBACK_BYTES) {
      int expected = PUBACK_BYTES * (acksAhead + 1);
      acks = Arrays.copyOf(acks, acks.length + Math.max(acks.length, expected));
    }
    acks[ackBytes] = PUBACK;
    acks[ackBytes + 1] = PUBACK_REMAINING;
    acks[ackBytes + 2] = (byte) (packetId >>> 8);
    acks[ackBytes + 3] = (byte) packetId;
    ackBytes += PUBACK_BYTES;
  }

  /// Bytes of the PUBACKs.
  int ackBytes() {
    return ackBytes;
  }

  /// Bytes of the frames.
  int length() {
    return frames.length();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /// Hands the batch over and starts the next one.
  UnacknowledgedBatches.Batch finish(long sequence) {
    var batch = new UnacknowledgedBatches.Batch(sequence, frames.finish(), acks, ackBytes);
    acks = EMPTY;
    ackBytes = 0;
    return batch;
  }
}
