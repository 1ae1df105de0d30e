package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import java.util.Arrays;

/// The batch of the chunk that is being parsed: the frames of its PUBLISHes, and the PUBACKs that
/// wait for them (decision 0003).
final class OpenBatch {
  private static final byte[] EMPTY = {};
  private static final byte PUBACK = 0x40;
  private static final int PUBACK_BYTES = 4;

  /// By how much a frame is longer than the shortest PUBLISH it may come from: its header, less a
  /// fixed header of two bytes.
  private static final int FRAME_SURPLUS = Frame.HEADER_BYTES - 2;

  private final FrameRun frames = new FrameRun();
  private boolean keepsNotes;

  /// PUBACKs, or the notes that stand for them.
  private byte[] acks = EMPTY;

  private int ackBytes;
  private int ackCount;
  private long qos1Messages;

  /// Keeps notes of [Receipts] from now on. There is nothing in it yet.
  void keepNotes() {
    keepsNotes = true;
  }

  /// Adds the message under the cursor.
  ///
  /// @param bytesAhead how much of the chunk is left, this packet included
  /// @param packetBytes size of this packet, and so the likely size of those behind it
  void add(long timestampMs, byte[] bytes, PublishCursor publish, int bytesAhead, int packetBytes) {
    if (frames.isEmpty()) {
      int framesAhead = bytesAhead / packetBytes + 1;
      frames.expect(bytesAhead + Math.min(bytesAhead, framesAhead * FRAME_SURPLUS));
    }
    int frameOffset = frames.length();
    frames.addMqtt(
        timestampMs,
        publish.topicSource(bytes),
        publish.topicFrom(),
        publish.topicBytes(),
        bytes,
        publish.messageFrom(),
        publish.messageBytes());
    if (publish.packetId() != 0) {
      qos1Messages++;
      addAck(publish.packetId(), ReasonCode.SUCCESS, frameOffset, bytesAhead / packetBytes);
    }
  }

  /// Adds a PUBACK of 5.0 for a message that is not stored; it waits its turn. The last two are as
  /// in [#add].
  void refuse(int packetId, int reasonCode, int bytesAhead, int packetBytes) {
    addAck(packetId, reasonCode, 0, bytesAhead / packetBytes);
  }

  /// PUBACK (section 3.4 of both standards; in 5.0 the short form, which means success, or the one
  /// that has a reason and no properties).
  private void addAck(int packetId, int reasonCode, int frameOffset, int acksAhead) {
    boolean isSuccess = reasonCode == ReasonCode.SUCCESS;
    int pubAckBytes = isSuccess ? PUBACK_BYTES : PUBACK_BYTES + 1;
    int bytes = keepsNotes ? Receipts.NOTE_BYTES : pubAckBytes;
    if (acks.length - ackBytes < bytes) {
      int expected = bytes * (acksAhead + 1);
      acks = Arrays.copyOf(acks, acks.length + Math.max(acks.length, expected));
    }
    if (keepsNotes) {
      Receipts.note(acks, ackBytes, packetId, reasonCode, frameOffset);
    } else {
      acks[ackBytes] = PUBACK;
      acks[ackBytes + 1] = (byte) (bytes - 2);
      acks[ackBytes + 2] = (byte) (packetId >>> 8);
      acks[ackBytes + 3] = (byte) packetId;
      if (!isSuccess) {
        acks[ackBytes + 4] = (byte) reasonCode;
      }
    }
    ackBytes += bytes;
    ackCount++;
  }

  /// How many PUBACKs there are.
  int ackCount() {
    return ackCount;
  }

  /// Messages of quality of service 1 that were added since the beginning, to all batches.
  long qos1Messages() {
    return qos1Messages;
  }

  /// Bytes of the frames.
  int length() {
    return frames.length();
  }

  /// Hands what was added over to `batches` and starts the next one. Frames are appended; where
  /// there are only PUBACKs, they go out with those before them.
  void finish(UnacknowledgedBatches batches, SessionEffects effects) {
    byte[] finishedAcks = acks;
    int finishedAckBytes = ackBytes;
    int finishedAckCount = ackCount;
    acks = EMPTY;
    ackBytes = 0;
    ackCount = 0;
    if (!frames.isEmpty()) {
      FrameBatch batch = frames.finish();
      long sequence = batches.add(batch, finishedAcks, finishedAckBytes, finishedAckCount);
      effects.append(batch, sequence);
    } else if (finishedAckCount > 0) {
      batches.addAcks(finishedAcks, finishedAckBytes, finishedAckCount, effects::write);
    }
  }
}
