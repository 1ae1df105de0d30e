package io.edgemq.ops.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The unacknowledged messages of one client: which are in flight, under which packet identifiers,
/// since when, and whether PUBACKs come back in order. Plain arrays, nothing allocated per message.
/// One owner thread.
///
/// Messages before `acknowledged` have their PUBACK; messages from there to `next` are in flight;
/// after a reset `next` falls back and they are sent again.
final class Window {
  private static final int PACKET_IDS = 65_535;

  private final int qos;
  private final int size;
  private final int mask;
  private final long[] sentNanos;
  private final Tally tally;
  // Messages acknowledged before an earlier one was, by slot; only made once a server does that.
  private boolean @Nullable [] early;
  private int limit;
  private long head;
  private long next;
  private long high;
  private long stamped;
  private int nextId = 1;
  private int headId = 1;
  private long runStamp;
  private int runLength;

  /// @param size most messages in flight; without meaning for QoS 0, where none ever is
  Window(int qos, int size, Tally tally) {
    this.qos = qos;
    this.tally = tally;
    this.size = qos == 0 ? PACKET_IDS : size;
    limit = this.size;
    int slots = qos == 0 ? 1 : Integer.highestOneBit(2 * size - 1);
    mask = slots - 1;
    sentNanos = new long[slots];
  }

  /// Lowers the window for the connection just made, as a 5.0 server may ask.
  void limit(int receiveMaximum) {
    limit = Math.min(size, receiveMaximum);
  }

  int limit() {
    return limit;
  }

  int room() {
    return limit - inFlight();
  }

  int inFlight() {
    return (int) (next - head);
  }

  /// The message to be sent next.
  long next() {
    return next;
  }

  /// Messages 0 to this - 1 have been sent at least once.
  long high() {
    return high;
  }

  /// Messages 0 to this - 1 have their PUBACK; 0 for QoS 0.
  long acknowledged() {
    return qos == 0 ? 0 : head;
  }

  /// Takes message `next()` into flight.
  ///
  /// @return its packet identifier
  int send() {
    int id = nextId;
    nextId = after(id);
    next++;
    high = Math.max(high, next);
    if (qos == 0) {
      head = next;
      headId = nextId;
    }
    return id;
  }

  /// Notes when the messages sent for the first time since the last call were handed to the socket.
  void stamp(long nowNanos) {
    if (qos == 1 && stamped < high) {
      int from = (int) stamped & mask;
      int to = (int) (high - 1) & mask;
      if (from <= to) {
        Arrays.fill(sentNanos, from, to + 1, nowNanos);
      } else {
        Arrays.fill(sentNanos, from, sentNanos.length, nowNanos);
        Arrays.fill(sentNanos, 0, to + 1, nowNanos);
      }
    }
    stamped = high;
  }

  /// The packet identifier whose PUBACK must come next, -1 if none can.
  int expected() {
    return next == head ? -1 : headId;
  }

  /// The PUBACK of [#expected()] has come.
  void acknowledgeExpected(long nowNanos) {
    take(nowNanos);
    boolean[] marks = early;
    if (marks != null) {
      while (next != head && marks[(int) head & mask]) {
        marks[(int) head & mask] = false;
        take(nowNanos);
      }
    }
  }

  /// A PUBACK that was not the expected one: a fault. If it belongs to a later message in flight,
  /// that one is remembered and counts as acknowledged once all before it are.
  void acknowledgeEarly(int packetId) {
    tally.faults++;
    int ahead = (packetId - headId + PACKET_IDS) % PACKET_IDS;
    if (packetId != 0 && ahead < inFlight()) {
      boolean[] marks = early;
      if (marks == null) {
        marks = new boolean[mask + 1];
        early = marks;
      }
      marks[(int) (head + ahead) & mask] = true;
    }
  }

  /// Counts the latencies that are still open; to be called after each batch of PUBACKs. Messages
  /// handed over together and answered together are one entry, which is what makes this cheap.
  void recordLatency(long nowNanos) {
    if (runLength > 0) {
      tally.latencyNanos = nowNanos - runStamp;
      tally.answerMicros.recordValueWithCount(Tally.micros(tally.latencyNanos), runLength);
      runLength = 0;
    }
  }

  /// The connection is gone: everything unacknowledged is to be sent again, under new identifiers.
  void reopen() {
    next = head;
    headId = nextId;
    early = null;
  }

  private void take(long nowNanos) {
    long stamp = sentNanos[(int) head & mask];
    if (stamp != runStamp) {
      recordLatency(nowNanos);
      runStamp = stamp;
    }
    runLength++;
    head++;
    headId = after(headId);
  }

  private static int after(int packetId) {
    return packetId == PACKET_IDS ? 1 : packetId + 1;
  }
}
