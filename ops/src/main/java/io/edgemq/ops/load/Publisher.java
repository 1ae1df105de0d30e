package io.edgemq.ops.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The messages of one client: which go out next, and which PUBACKs have come. Knows nothing of how
/// the connection comes and goes. Owned by its selector thread.
final class Publisher {
  private static final int PUBACK_BYTES = 4;
  private static final int PUBACK_HEADER = MqttPackets.PUBACK << 24 | 2 << 16;

  private final Lane lane;
  private final int number;
  private final int slot;
  private final long share;
  private final Window window;

  /// @param number of the connection in the whole run
  /// @param slot of the connection on this thread
  Publisher(Lane lane, int number, int slot) {
    this.lane = lane;
    this.number = number;
    this.slot = slot;
    share = lane.plan.share(number);
    window = new Window(lane.plan.qos(), lane.plan.window(), lane.tally);
  }

  /// A connection has been made.
  ///
  /// @param receiveMaximum most messages the server wants in flight
  void open(int receiveMaximum) {
    window.limit(receiveMaximum);
  }

  /// The connection is gone: what is unacknowledged is to be sent again.
  void reopen() {
    window.reopen();
  }

  /// Messages 0 to this - 1 have been sent at least once.
  long sent() {
    return window.high();
  }

  /// Messages 0 to this - 1 have their PUBACK.
  long acknowledged() {
    return window.acknowledged();
  }

  boolean isAnswered() {
    return window.inFlight() == 0;
  }

  /// Whether the whole share has been sent; a client that comes back must also have it
  /// acknowledged, in case it has to send it again.
  boolean isThrough() {
    boolean comesBack = lane.plan.afterReset() == AfterReset.RECONNECT;
    return window.next() == share && (isAnswered() || !comesBack);
  }

  /// How many messages were due at a moment and have not been sent.
  long overdue(long slots) {
    return Math.max(0, Math.min(share, lane.pace.due(slot, slots)) - window.high());
  }

  /// How many messages may go out now. Without a timetable a window is refilled by the quarter: a
  /// server that sends its PUBACKs one by one would otherwise get its PUBLISHes one by one, at the
  /// price of a system call each.
  int sendable() {
    int room = window.room();
    if (lane.pace.isPaced()) {
      long due = Math.min(share, lane.pace.due(slot, lane.slotsDue));
      return Math.clamp(due - window.next(), 0, room);
    }
    long left = share - window.next();
    return room < left && room < window.limit() / 4 ? 0 : (int) Math.min(left, room);
  }

  /// Sends so many messages, or as many as the buffer holds.
  ///
  /// @return when they were handed to the socket
  long send(Link link, int count) throws IOException {
    PublishEncoder encoder = lane.encoder;
    long before = window.high();
    long first = window.next();
    encoder.begin();
    for (int left = count; left > 0 && encoder.hasRoom(); left--) {
      long sequence = window.next();
      encoder.put(number, sequence, window.send());
    }
    long fresh = window.high() - before;
    lane.tally.sent += fresh;
    lane.tally.resent += window.next() - first - fresh;
    long now = System.nanoTime();
    window.stamp(now);
    link.write(encoder.end());
    return now;
  }

  /// Takes out the PUBACKs at the position of `in` as long as they are the expected ones: nearly
  /// all that a server sends.
  void takePubacks(ByteBuffer in, long nowNanos) {
    int at = in.position();
    int last = in.limit() - PUBACK_BYTES;
    while (at <= last && in.getInt(at) == (PUBACK_HEADER | window.expected())) {
      window.acknowledgeExpected(nowNanos);
      at += PUBACK_BYTES;
    }
    in.position(at);
  }

  /// A PUBACK of any form.
  void puback(int packetId, long nowNanos) {
    if (packetId == window.expected()) {
      window.acknowledgeExpected(nowNanos);
    } else {
      window.acknowledgeEarly(packetId);
    }
  }

  /// Counts the messages acknowledged since there were `before`; to be called after each batch.
  void count(long before, long nowNanos) {
    window.recordLatency(nowNanos);
    long after = window.acknowledged();
    if (after == before) {
      return;
    }
    lane.tally.acknowledged += after - before;
    lane.tally.lastAnswerNanos = nowNanos;
    if (lane.pace.isPaced()) {
      for (long sequence = before; sequence < after; sequence++) {
        long micros = Tally.micros(nowNanos - lane.pace.dueNanos(slot, sequence));
        lane.tally.sinceDueMicros.recordValue(micros);
      }
    }
  }
}
