package io.edgemq.ops.load;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one selector thread has counted. Only that thread touches the plain fields, until it has
/// ended; `publish` makes three of them visible to a progress display while it runs.
final class Tally {
  private static final long MICROS_MAX = 3_600_000_000L;
  private static final int DIGITS = 3;

  long sent;
  long resent;
  long acknowledged;
  long faults;
  long rejected;
  long overdue;
  int connected;
  int open;
  long lastAnswerNanos;

  /// The latest latency of an answer.
  long latencyNanos;

  /// Why the first connection was lost, or not to be had; null if there was none.
  @Nullable String firstLoss;

  final SortedMap<Integer, Integer> refused = new TreeMap<>();
  final Histogram answerMicros = histogram();
  final Histogram sinceDueMicros = histogram();

  private final AtomicLong sentSeen = new AtomicLong();
  private final AtomicLong acknowledgedSeen = new AtomicLong();
  private final AtomicInteger openSeen = new AtomicInteger();

  static Histogram histogram() {
    return new Histogram(MICROS_MAX, DIGITS);
  }

  static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, MICROS_MAX);
  }

  /// A connection was lost, or not to be had.
  void lost(IOException why) {
    if (firstLoss == null) {
      firstLoss = why.getMessage() == null ? why.toString() : why.getMessage();
    }
  }

  /// Adds what another thread has counted. To be called once that thread has ended.
  void add(Tally other) {
    sent += other.sent;
    resent += other.resent;
    acknowledged += other.acknowledged;
    faults += other.faults;
    rejected += other.rejected;
    overdue += other.overdue;
    connected += other.connected;
    lastAnswerNanos = Math.max(lastAnswerNanos, other.lastAnswerNanos);
    firstLoss = firstLoss == null ? other.firstLoss : firstLoss;
    other.refused.forEach((code, count) -> refused.merge(code, count, Integer::sum));
    answerMicros.add(other.answerMicros);
    sinceDueMicros.add(other.sinceDueMicros);
  }

  void publish() {
    sentSeen.setOpaque(sent);
    acknowledgedSeen.setOpaque(acknowledged);
    openSeen.setOpaque(open);
  }

  long sentSeen() {
    return sentSeen.getOpaque();
  }

  long acknowledgedSeen() {
    return acknowledgedSeen.getOpaque();
  }

  int openSeen() {
    return openSeen.getOpaque();
  }
}
