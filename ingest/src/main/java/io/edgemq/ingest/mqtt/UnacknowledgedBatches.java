package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.LogPosition;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The batches of a session that are on their way to the disk or the store, in order, with the
/// PUBACKs they owe.
final class UnacknowledgedBatches {
  /// A batch on its way.
  ///
  /// @param acks the `ackCount` PUBACKs it owes, or notes of them, in the order of the messages, in
  ///   the first `ackBytes` bytes
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  private record Batch(long sequence, FrameBatch frames, byte[] acks, int ackBytes, int ackCount) {}

  /// Where PUBACKs go.
  @FunctionalInterface
  interface AckWriter {
    /// Where they go when the client was told goodbye.
    AckWriter NOBODY = (_, _, _) -> {};

    /// Takes bytes that are handed over.
    void write(byte[] bytes, int from, int length);
  }

  private static final byte[] EMPTY = {};

  private final ArrayDeque<Batch> batches = new ArrayDeque<>(2);
  private long lastSequence;
  private long bytes;
  private int ackCountDue;
  private @Nullable Receipts receipts;

  /// From now on what batches owe are notes, of which these make PUBACKs.
  void giveReceipts(Receipts its) {
    receipts = its;
  }

  /// A batch is durable there; heard where receipts are given.
  void placed(long sequence, LogPosition position) {
    if (receipts != null) {
      receipts.placed(sequence, position);
    }
  }

  /// Adds a batch with the PUBACKs that it owes.
  ///
  /// @return its sequence
  long add(FrameBatch frames, byte[] acks, int ackBytes, int ackCount) {
    lastSequence++;
    bytes += frames.length();
    ackCountDue += ackCount;
    batches.add(new Batch(lastSequence, frames, acks, ackBytes, ackCount));
    return lastSequence;
  }

  /// Adds PUBACKs that owe nothing but their turn: they go out with those of the last batch, at
  /// once if there is none.
  void addAcks(byte[] acks, int ackBytes, int ackCount, AckWriter client) {
    Batch last = batches.pollLast();
    if (last == null) {
      write(acks, ackBytes, client);
      return;
    }
    byte[] joined = Arrays.copyOf(last.acks(), last.ackBytes() + ackBytes);
    System.arraycopy(acks, 0, joined, last.ackBytes(), ackBytes);
    batches.add(
        new Batch(
            last.sequence(), last.frames(), joined, joined.length, last.ackCount() + ackCount));
    ackCountDue += ackCount;
  }

  /// Drops the batches up to and including `sequence`, and writes the PUBACKs they owed in one go.
  /// Those that were dropped before are not missed.
  ///
  /// @throws IllegalArgumentException if there was no such batch yet
  void release(long sequence, AckWriter client) {
    if (sequence > lastSequence) {
      throw new IllegalArgumentException(
          "batch " + sequence + " is acknowledged, but the last one was " + lastSequence);
    }
    if (receipts != null) {
      releaseNotes(receipts, sequence, client);
      return;
    }
    byte[] acks = EMPTY;
    int ackBytes = 0;
    @Nullable Batch batch = batches.peek();
    while (batch != null && batch.sequence() <= sequence) {
      removeFirst(batch);
      if (ackBytes == 0) {
        acks = batch.acks();
      } else if (batch.ackBytes() > 0) {
        acks = withRoom(acks, ackBytes + batch.ackBytes());
        System.arraycopy(batch.acks(), 0, acks, ackBytes, batch.ackBytes());
      }
      ackBytes += batch.ackBytes();
      batch = batches.peek();
    }
    if (ackBytes > 0) {
      client.write(acks, 0, ackBytes);
    }
  }

  private void releaseNotes(Receipts notes, long sequence, AckWriter client) {
    var out = new ReplyBuffer();
    @Nullable Batch batch = batches.peek();
    while (batch != null && batch.sequence() <= sequence) {
      removeFirst(batch);
      notes.putPubAcks(out, batch.sequence(), batch.acks(), batch.ackBytes());
      batch = batches.peek();
    }
    notes.forget(sequence);
    out.writeTo(client);
  }

  private void removeFirst(Batch batch) {
    batches.remove();
    bytes -= batch.frames().length();
    ackCountDue -= batch.ackCount();
  }

  /// Writes what belongs to no batch.
  private void write(byte[] acks, int ackBytes, AckWriter client) {
    if (receipts == null) {
      client.write(acks, 0, ackBytes);
      return;
    }
    var out = new ReplyBuffer();
    receipts.putPubAcks(out, 0, acks, ackBytes);
    out.writeTo(client);
  }

  private static byte[] withRoom(byte[] acks, int needed) {
    return needed <= acks.length ? acks : Arrays.copyOf(acks, Math.max(needed, 2 * acks.length));
  }

  /// Asks for those behind `sequence` once more, oldest first.
  void resend(long sequence, SessionEffects effects) {
    for (Batch batch : batches.toArray(Batch[]::new)) { // an effect may answer at once
      if (batch.sequence() > sequence) {
        effects.append(batch.frames(), batch.sequence());
      }
    }
  }

  /// The sequence of the oldest; where there is none, that of the next one to come.
  long oldest() {
    Batch oldest = batches.peek();
    return oldest == null ? lastSequence + 1 : oldest.sequence();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /// How many PUBACKs they owe.
  int ackCount() {
    return ackCountDue;
  }

  /// Bytes of their frames.
  long bytes() {
    return bytes;
  }
}
