package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hours of a node's shipping in a moment: stores that refuse, hang, are slow or come and go, while
/// segments come in. The clock is moved from event to event.
class FairQueueStoryTest {
  private static final int SEEDS = Integer.getInteger("seeds", 20);
  private static final Duration OUTAGE = Duration.ofHours(2);
  private static final Duration SEAL_EVERY = Duration.ofSeconds(20);

  /// After which a call of a store that hangs fails.
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Duration LONGEST_WAIT = TIMEOUT.multipliedBy(2).plusSeconds(15);
  private static final Duration SHIPS_IN = Duration.ofMillis(300);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);
  private static final int LOGS_OF_STORE = 3;

  /// What is wrong with a store during the outage.
  private enum Trouble {
    NONE,
    REFUSES,
    HANGS,
    SLOW,
    FLAPS
  }

  private record Event(Instant at, long order, Runnable action) {}

  private static final Event NONE_LEFT = new Event(Instant.MAX, 0, () -> {});

  private final ManualClock clock = new ManualClock();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final Map<SegmentId, Instant> waiting = new HashMap<>();
  private final Map<String, List<Integer>> shippedOfLog = new HashMap<>();
  private final List<Duration> healthyWaits = new ArrayList<>();
  private final Instant begin = clock.instant();
  private Random random = new Random();
  private Map<Character, Trouble> troubles = Map.of();
  private int places;
  private int underWay;
  private int attempts;
  private long eventsMade;
  private Instant wakeAt = Instant.MAX;
  private @Nullable FairQueue queue;

  static Stream<Long> seeds() {
    @Nullable Long one = Long.getLong("seed");
    return one != null ? Stream.of(one) : Stream.iterate(0L, it -> it + 1).limit(SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void storesInGoodOrderAreNotDelayedAndAllIsShippedInTheEnd(long seed) {
    tell(seed, Long.MAX_VALUE);

    assertThat(waiting).isEmpty();
    assertThat(longest(healthyWaits))
        .as("several stores may begin to hang, one after the other")
        .isLessThan(LONGEST_WAIT);
    List<Duration> sorted = healthyWaits.stream().sorted().toList();
    assertThat(sorted.get(sorted.size() * 99 / 100))
        .as("a place may be held by a slow store, for 6 s")
        .isLessThan(Duration.ofSeconds(20));
    shippedOfLog.forEach(
        (log, numbers) -> assertThat(numbers).as(log).doesNotHaveDuplicates().hasSize(sealed()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aBoundedBacklogIsDrainedTooAndDelaysNothingElse(long seed) {
    tell(seed, Segments.BYTES);

    assertThat(waiting).isEmpty();
    assertThat(longest(healthyWaits)).isLessThan(LONGEST_WAIT);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWaitsForAStoreThatRefusesComesOutInItsOrder(long seed) {
    tellOfOneThatRefuses(seed, FairQueueStoryTest::storeOf);

    shippedOfLog.forEach((log, numbers) -> {
      long steps = steps(numbers);
      assertThat(steps).as("%s: only one probe comes early: %s", log, numbers).isLessThan(2);
    });
    assertThat(longest(healthyWaits)).isLessThan(Duration.ofSeconds(5));
    assertThat(attempts)
        .as("tried now and then, not all the time")
        .isLessThan(2 * LOGS_OF_STORE * sealed() + 60 * (int) OUTAGE.dividedBy(RETRY_MAX));
  }

  /// Control: the stories can tell.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void ifStoresWereNotToldApartGoodOnesWereDelayed(long seed) {
    tellOfOneThatRefuses(seed, _ -> new Destination.Operators());

    assertThat(longest(healthyWaits)).isGreaterThan(TIMEOUT);
  }

  /// How often an older one comes behind a newer one.
  private static long steps(List<Integer> numbers) {
    return IntStream.range(1, numbers.size())
        .filter(it -> numbers.get(it) < numbers.get(it - 1))
        .count();
  }

  private void tellOfOneThatRefuses(long seed, Function<WalId, Destination> stores) {
    random = new Random(seed);
    places = 1;
    troubles = Map.of('a', Trouble.REFUSES, 'b', Trouble.NONE);
    run(Long.MAX_VALUE, stores);
  }

  private static Destination storeOf(WalId wal) {
    return new Destination.Folder(Path.of("/" + wal.endpoint().charAt(0)));
  }

  private void tell(long seed, long catchUpBytesPerSecond) {
    random = new Random(seed);
    places = 2 + random.nextInt(3);
    Map<Character, Trouble> story = new HashMap<>();
    story.put('z', Trouble.NONE);
    for (char store = 'a'; store < 'e'; store++) {
      story.put(store, Trouble.values()[random.nextInt(Trouble.values().length)]);
    }
    troubles = story;
    run(catchUpBytesPerSecond, FairQueueStoryTest::storeOf);
  }

  private void run(long catchUpBytesPerSecond, Function<WalId, Destination> stores) {
    queue =
        new FairQueue(
            places,
            stores,
            new Backoff(Duration.ofMillis(200), RETRY_MAX, random),
            new CatchUp(catchUpBytesPerSecond, clock),
            clock);
    for (char store : troubles.keySet()) {
      for (int log = 0; log < LOGS_OF_STORE; log++) {
        String endpoint = "" + store + log;
        for (int n = 1; n <= sealed(); n++) {
          int number = n;
          Duration jitter = Duration.ofMillis(random.nextInt(5000));
          after(SEAL_EVERY.multipliedBy(n).plus(jitter), () -> seal(endpoint, number));
        }
      }
    }
    long limit = 40L * troubles.size() * LOGS_OF_STORE * sealed();
    while (!waiting.isEmpty() || !events.isEmpty()) {
      assertThat(eventsMade).as("events").isLessThan(limit);
      Event next = events.isEmpty() ? NONE_LEFT : events.element();
      if (wakeAt.isBefore(next.at())) {
        moveTo(wakeAt);
      } else {
        moveTo(next.at());
        events.remove().action().run();
      }
      ask();
    }
  }

  private void moveTo(Instant at) {
    clock.advance(Duration.between(clock.instant(), at));
  }

  private static int sealed() {
    return (int) OUTAGE.multipliedBy(2).dividedBy(SEAL_EVERY) - 1;
  }

  /// In the middle of what is sealed.
  private boolean isOutage() {
    return clock.instant().isAfter(begin.plus(OUTAGE.dividedBy(2)))
        && clock.instant().isBefore(begin.plus(OUTAGE.multipliedBy(3).dividedBy(2)));
  }

  private void seal(String endpoint, int number) {
    SealedSegment segment = Segments.of(endpoint, number, clock.instant());
    waiting.put(segment.id(), clock.instant());
    queue().offer(segment);
  }

  /// What the graph does.
  private void ask() {
    wakeAt = Instant.MAX;
    while (underWay < places) {
      Optional<SealedSegment> next = queue().poll();
      if (next.isEmpty()) {
        queue()
            .nextResume()
            .ifPresent(at -> {
              assertThat(at).isAfter(clock.instant());
              wakeAt = at;
            });
        return;
      }
      take(next.get());
    }
  }

  private void take(SealedSegment segment) {
    underWay++;
    attempts++;
    char store = segment.id().wal().endpoint().charAt(0);
    Trouble trouble = isOutage() ? troubles.getOrDefault(store, Trouble.NONE) : Trouble.NONE;
    if (troubles.get(store) == Trouble.NONE) {
      healthyWaits.add(Duration.between(waiting.get(segment.id()), clock.instant()));
    }
    switch (trouble) {
      case NONE -> later(SHIPS_IN, () -> shipped(segment));
      case SLOW -> later(SHIPS_IN.multipliedBy(20), () -> shipped(segment));
      case REFUSES -> later(Duration.ofMillis(5), () -> failed(segment));
      case HANGS -> later(TIMEOUT, () -> failed(segment));
      case FLAPS ->
          later(SHIPS_IN, random.nextBoolean() ? () -> shipped(segment) : () -> failed(segment));
    }
  }

  private void shipped(SealedSegment segment) {
    underWay--;
    waiting.remove(segment.id());
    shippedOfLog
        .computeIfAbsent(segment.id().wal().endpoint(), _ -> new ArrayList<>())
        .add(segment.id().segment());
    queue().shipped(segment);
  }

  private void failed(SealedSegment segment) {
    underWay--;
    queue().failed(segment, FairQueue.Fault.STORE);
  }

  private void later(Duration time, Runnable action) {
    after(Duration.between(begin, clock.instant()).plus(time), action);
  }

  private void after(Duration sinceBegin, Runnable action) {
    events.add(new Event(begin.plus(sinceBegin), eventsMade++, action));
  }

  private FairQueue queue() {
    return Objects.requireNonNull(queue);
  }

  private static Duration longest(List<Duration> waits) {
    return waits.stream().max(Comparator.naturalOrder()).orElseThrow();
  }
}
