package io.edgemq.ingest.connection;

import io.edgemq.storage.measure.Distribution;

/// When the batches of a connection that are not acknowledged were read, so that it is known what
/// their PUBACKs took. A few bytes for each batch, none while there is none. Plain, of one
/// connection.
final class AckTimes {
  private static final long[] NONE = {};
  private static final int[] NO_COUNTS = {};
  private static final int LENGTH_MIN = 4; // powers of 2
  private static final int LENGTH_KEPT = 16;

  /// Rings, by sequence.
  private long[] readAtNanos = NONE;

  private int[] acks = NO_COUNTS;
  private long oldest = 1;
  private long next = 1;

  /// A batch was appended.
  ///
  /// @param count PUBACKs that it owes
  /// @param nanos when its bytes were read, as [System#nanoTime]
  void appended(int count, long nanos) {
    if (next - oldest == readAtNanos.length) {
      grow();
    }
    int place = place(next++);
    readAtNanos[place] = nanos;
    acks[place] = count;
  }

  /// The PUBACKs of batches up to and including this one go out.
  void acknowledged(long sequence, long nowNanos, Distribution into) {
    while (oldest < next && oldest <= sequence) {
      int place = place(oldest++);
      if (acks[place] > 0) {
        into.record(nowNanos - readAtNanos[place], acks[place]);
      }
    }
    if (oldest == next && readAtNanos.length > LENGTH_KEPT) {
      readAtNanos = NONE;
      acks = NO_COUNTS;
    }
  }

  private int place(long sequence) {
    return (int) sequence & (readAtNanos.length - 1);
  }

  private void grow() {
    int length = Math.max(LENGTH_MIN, readAtNanos.length * 2);
    long[] grown = new long[length];
    int[] counts = new int[length];
    for (long sequence = oldest; sequence < next; sequence++) {
      int to = (int) sequence & (length - 1);
      grown[to] = readAtNanos[place(sequence)];
      counts[to] = acks[place(sequence)];
    }
    readAtNanos = grown;
    acks = counts;
  }
}
