package io.edgemq.cluster.shipping;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/// What is to be done at the end of pauses. Plain and single-threaded; the owner looks when it is
/// time.
final class Alarms {
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
  private final InstantSource clock;
  private final Duration longest;

  private record Alarm(Instant at, Runnable action) {}

  /// @param longest pause that there is
  Alarms(InstantSource clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
  }

  void after(Duration pause, Runnable action) {
    alarms.add(new Alarm(clock.instant().plus(pause), action));
  }

  /// Does what is due. A clock that was set back makes no pause longer than twice the longest.
  void ring() {
    Instant now = clock.instant();
    Instant absurd = now.plus(longest.multipliedBy(2));
    for (Alarm next = alarms.peek();
        next != null && (!next.at().isAfter(now) || next.at().isAfter(absurd));
        next = alarms.peek()) {
      alarms.remove();
      next.action().run();
    }
  }

  /// When there is something to be done next.
  Optional<Instant> next() {
    return Optional.ofNullable(alarms.peek()).map(Alarm::at);
  }
}
