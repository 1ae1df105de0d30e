package io.edgemq.ops.load;

/// When messages are due: the timetable of the connections of one selector thread. The messages of
/// all threads together are evenly spread over time, and over the connections in turn: slot `s` of
/// the thread is message `s / connections` of its connection `s % connections`. Immutable.
///
/// In bunches of `b` messages, the slots of `b` messages of every connection are due together, when
/// the first of them is.
///
/// Without a rate every message is due at once.
final class Pace {
  private final int connections;
  private final double slotNanos;
  private final double offsetSlots;
  private final long slotsAtOnce;
  private final long startNanos;

  /// @param plan gives the rate and the number of all connections and threads
  /// @param thread which one, from 0
  /// @param connections how many connections this thread has
  /// @param startNanos `System.nanoTime()` of the first message
  Pace(LoadPlan plan, int thread, int connections, long startNanos) {
    this.connections = connections;
    this.startNanos = startNanos;
    double perSecond = plan.messagesPerSecond() * connections / plan.connections();
    slotNanos = plan.isPaced() ? 1e9 / perSecond : 0;
    slotsAtOnce = plan.bunch() == 1 ? 1 : (long) plan.bunch() * connections;
    offsetSlots = slotsAtOnce == 1 ? (double) thread / plan.threads() : 0;
  }

  boolean isPaced() {
    return slotNanos > 0;
  }

  /// How many slots are due.
  long slotsDue(long nowNanos) {
    double passed = (nowNanos - startNanos) / slotNanos - offsetSlots;
    return passed < 0 ? 0 : ((long) (passed / slotsAtOnce) + 1) * slotsAtOnce;
  }

  /// How many messages of a connection are due when `slots` slots are.
  ///
  /// @param connection its number on this thread
  long due(int connection, long slots) {
    return slots <= connection ? 0 : (slots - connection - 1) / connections + 1;
  }

  /// When a message is due, as `System.nanoTime()`.
  ///
  /// @param connection its number on this thread
  long dueNanos(int connection, long sequence) {
    return slotNanos(sequence * connections + connection);
  }

  /// When a slot is due, as `System.nanoTime()`.
  long slotNanos(long slot) {
    long first = slot - slot % slotsAtOnce;
    return startNanos + (long) Math.ceil((first + offsetSlots) * slotNanos);
  }
}
