package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
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

  /// The oldest first, but what failed comes behind what has not, so that one segment which cannot
  /// be shipped does not hold back those behind it.
  private static final Comparator<Waiting> TURNS =
      Comparator.comparingInt(Waiting::attempts)
          .thenComparingInt(it -> it.segment().id().epoch())
          .thenComparingInt(it -> it.segment().id().segment());

  private final Duration retryMin;
  private final Duration retryMax;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// Logs that can give a segment now, in the order of their turns.
  private final LinkedHashMap<WalId, Lane> ready = new LinkedHashMap<>();

  private final Map<WalId, Lane> paused = new HashMap<>();

  /// A segment in its lane, and how often it failed.
  private record Waiting(SealedSegment segment, int attempts) {}

  private static final class Lane {
    final PriorityQueue<Waiting> segments = new PriorityQueue<>(TURNS);

    /// Segments that are being shipped, and how often each failed before. A lane is kept for them,
    /// because its pauses grow from one failure to the next.
    final Map<SegmentId, Integer> underWay = new HashMap<>();

    int failures;
    Instant pausedUntil = Instant.MIN;

    boolean isEmpty() {
      return segments.isEmpty() && underWay.isEmpty();
    }
  }

  FairQueue(Duration retryMin, Duration retryMax, InstantSource clock, RandomGenerator random) {
    this.retryMin = retryMin;
    this.retryMax = retryMax;
    this.clock = clock;
    this.random = random;
  }

  void offer(SealedSegment segment) {
    lane(segment.id().wal()).segments.add(new Waiting(segment, 0));
  }

  /// Takes the next segment, if a log has one and does not pause. It is to be followed by
  /// [#shipped] or [#failed].
  Optional<SealedSegment> poll() {
    resumeDue();
    for (Map.Entry<WalId, Lane> turn : ready.entrySet()) {
      Lane lane = turn.getValue();
      Waiting next = lane.segments.poll();
      if (next != null) {
        lane.underWay.put(next.segment().id(), next.attempts());
        ready.remove(turn.getKey());
        ready.put(turn.getKey(), lane); // behind the others
        return Optional.of(next.segment());
      }
    }
    return Optional.empty();
  }

  /// A segment was shipped: its log has no trouble any more.
  void shipped(SealedSegment segment) {
    WalId wal = segment.id().wal();
    Lane lane = lane(wal);
    lane.underWay.remove(segment.id());
    lane.failures = 0;
    paused.remove(wal);
    if (lane.isEmpty()) {
      ready.remove(wal);
    } else {
      ready.putIfAbsent(wal, lane);
    }
  }

  /// A segment could not be shipped: it waits again, and its log pauses. Several that fail at once
  /// are one failure.
  ///
  /// @return for how long the log pauses; nothing if it pauses already
  Optional<Duration> failed(SealedSegment segment) {
    WalId wal = segment.id().wal();
    Lane lane = lane(wal);
    int attempts = Optional.ofNullable(lane.underWay.remove(segment.id())).orElse(0);
    lane.segments.add(new Waiting(segment, attempts + 1));
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
      Instant until = pause.getValue().pausedUntil;
      boolean isClockSetBack = until.isAfter(now.plus(retryMax.multipliedBy(2)));
      if (!until.isAfter(now) || isClockSetBack) {
        ready.put(pause.getKey(), pause.getValue());
        pauses.remove();
      }
    }
  }
}
