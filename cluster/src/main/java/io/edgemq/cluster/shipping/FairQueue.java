package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Sealed segments that wait to be shipped: each log's oldest first, the logs in turn. A log whose
/// segment could not be shipped pauses, twice as long every time, so that its trouble delays nobody
/// else's segments. Plain and single-threaded; holds handles only, never bytes.
final class FairQueue {
  private static final double JITTER = 0.2;

  private static final Comparator<SealedSegment> OLDEST_FIRST =
      Comparator.<SealedSegment>comparingInt(it -> it.id().epoch())
          .thenComparingInt(it -> it.id().segment());

  private final Duration retryMin;
  private final Duration retryMax;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// Logs that can give a segment now, in the order of their turns.
  private final LinkedHashMap<WalId, Lane> ready = new LinkedHashMap<>();

  private final Map<WalId, Lane> paused = new HashMap<>();

  private static final class Lane {
    final PriorityQueue<SealedSegment> segments = new PriorityQueue<>(OLDEST_FIRST);
    int failures;
    Instant pausedUntil = Instant.MIN;
  }

  FairQueue(Duration retryMin, Duration retryMax, InstantSource clock, RandomGenerator random) {
    this.retryMin = retryMin;
    this.retryMax = retryMax;
    this.clock = clock;
    this.random = random;
  }

  void offer(SealedSegment segment) {
    lane(segment.id().wal()).segments.add(segment);
  }

  /// Takes the next segment, if a log has one and does not pause.
  Optional<SealedSegment> poll() {
    resumeDue();
    Iterator<Map.Entry<WalId, Lane>> turns = ready.entrySet().iterator();
    while (turns.hasNext()) {
      Map.Entry<WalId, Lane> turn = turns.next();
      turns.remove();
      SealedSegment next = turn.getValue().segments.poll();
      if (next != null) {
        ready.put(turn.getKey(), turn.getValue()); // behind the others
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /// A segment was shipped: its log has no trouble any more.
  void shipped(WalId wal) {
    Lane lane = paused.remove(wal);
    if (lane != null) {
      ready.put(wal, lane);
    } else {
      lane = ready.get(wal);
    }
    if (lane != null) {
      lane.failures = 0;
    }
  }

  /// A segment could not be shipped: it goes back to its place, and its log pauses. Several that
  /// fail at once are one failure.
  ///
  /// @return for how long the log pauses; nothing if it pauses already
  Optional<Duration> failed(SealedSegment segment) {
    WalId wal = segment.id().wal();
    Lane lane = lane(wal);
    lane.segments.add(segment);
    if (paused.containsKey(wal)) {
      return Optional.empty();
    }
    Duration pause = pause(lane.failures++);
    lane.pausedUntil = clock.instant().plus(pause);
    ready.remove(wal);
    paused.put(wal, lane);
    return Optional.of(pause);
  }

  /// When the next pause ends; nothing if no log pauses.
  Optional<Instant> nextResume() {
    return paused.values().stream().map(it -> it.pausedUntil).min(Instant::compareTo);
  }

  private Lane lane(WalId wal) {
    Lane pausing = paused.get(wal);
    return pausing != null ? pausing : ready.computeIfAbsent(wal, _ -> new Lane());
  }

  private Duration pause(int failuresBefore) {
    double factor = Math.pow(2, Math.min(failuresBefore, 30));
    double millis = Math.min(retryMin.toMillis() * factor, (double) retryMax.toMillis());
    return Duration.ofMillis((long) (millis * (1 - JITTER + 2 * JITTER * random.nextDouble())));
  }

  private void resumeDue() {
    if (paused.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    Iterator<Map.Entry<WalId, Lane>> pauses = paused.entrySet().iterator();
    while (pauses.hasNext()) {
      Map.Entry<WalId, Lane> pause = pauses.next();
      if (!pause.getValue().pausedUntil.isAfter(now)) {
        ready.put(pause.getKey(), pause.getValue());
        pauses.remove();
      }
    }
  }
}
