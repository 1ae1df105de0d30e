package io.edgemq.ops.load;

import java.io.IOException;

/// The messages of one client: which go out next, and which are answered. Knows nothing of how the
/// connection comes and goes. Owned by its selector thread.
abstract class Publisher {
  final Lane lane;

  /// Of the connection in the whole run.
  final int number;

  /// Messages of this client; `Long.MAX_VALUE`: no limit.
  final long share;

  private final int slot;

  /// @param number of the connection in the whole run
  /// @param slot of the connection on this thread
  Publisher(Lane lane, int number, int slot) {
    this.lane = lane;
    this.number = number;
    this.slot = slot;
    share = lane.plan.share(number);
  }

  /// The message to be sent next.
  abstract long next();

  /// Messages 0 to this - 1 have been sent at least once.
  abstract long sent();

  /// Messages 0 to this - 1 are acknowledged.
  abstract long acknowledged();

  /// Whether nothing is in flight.
  abstract boolean isAnswered();

  /// How many messages may go out now.
  abstract int sendable();

  /// Sends so many messages, or as many as the buffer holds.
  ///
  /// @param count not above [#sendable()]
  /// @return when they were handed to the socket
  abstract long send(Link link, int count) throws IOException;

  /// The connection is gone: what is unacknowledged is to be sent again.
  abstract void reopen();

  /// Whether the whole share has been sent; a client that comes back must also have it
  /// acknowledged, in case it has to send it again.
  final boolean isThrough() {
    boolean comesBack = lane.plan.afterReset() == AfterReset.RECONNECT;
    return next() == share && (isAnswered() || !comesBack);
  }

  /// How many messages were due at a moment and have not been sent.
  final long overdue(long slots) {
    return Math.max(0, Math.min(share, lane.pace.due(slot, slots)) - sent());
  }

  /// Messages 0 to this - 1 may go out as far as share and timetable are concerned.
  final long due() {
    return lane.pace.isPaced() ? Math.min(share, lane.pace.due(slot, lane.slotsDue)) : share;
  }

  /// Counts what went out.
  ///
  /// @param first what was next before
  /// @param sentBefore what [#sent()] was before
  final void countSent(long first, long sentBefore) {
    long fresh = sent() - sentBefore;
    lane.tally.sent += fresh;
    lane.tally.resent += next() - first - fresh;
  }

  /// Counts the messages acknowledged since there were `before`; to be called after each batch.
  final void count(long before, long nowNanos) {
    long after = acknowledged();
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
