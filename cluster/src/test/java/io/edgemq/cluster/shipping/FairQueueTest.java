package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.FairQueue.Fault;
import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.WalId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The first letter of an endpoint's name is that of its store.
class FairQueueTest {
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Map<String, Destination> moved = new HashMap<>();
  private FairQueue queue = queue(100, Long.MAX_VALUE);

  @Test
  void aLogsSegmentsComeOutInTheirOrder() {
    offer("a", 2, 3, 1);

    assertThat(drain()).containsExactly("a1", "a2", "a3");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void logsTakeTurnsHoweverLongTheirQueuesAre() {
    offer("ax", 1, 2, 3, 4);
    offer("ay", 1);
    offer("az", 1, 2);

    assertThat(drain()).containsExactly("ax1", "ay1", "az1", "ax2", "az2", "ax3", "ax4");
  }

  @Test
  void storesTakeTurnsHoweverManyLogsTheyHave() {
    offer("ax", 1, 2);
    offer("ay", 1, 2);
    offer("az", 1);
    offer("b", 1, 2);

    assertThat(drain()).containsExactly("ax1", "b1", "ay1", "b2", "az1", "ax2", "ay2");
  }

  @Test
  void aStoreThatFailedGetsNothingMoreAndDelaysNobodyElse() {
    offer("ax", 1, 2);
    offer("ay", 1);
    offer("b", 1, 2);

    queue.failed(next("ax1"), Fault.STORE);

    assertThat(drain()).containsExactly("b1", "b2");
    offer("ax", 3);
    assertThat(drain()).isEmpty();
  }

  @Test
  void afterThePauseAStoreGetsOneSegmentAndAllOnceItHasTakenIt() {
    offer("a", 1, 2, 3, 4);
    queue.failed(next("a1"), Fault.STORE);
    assertThat(queue.circuits()).isEqualTo(new ShippingMeasures.Circuits(1, 1, 0));
    pass(RETRY_MIN);

    SealedSegment probe = next("a2");
    assertThat(queue.poll()).as("one at a time").isEmpty();
    assertThat(queue.circuits()).isEqualTo(new ShippingMeasures.Circuits(1, 0, 1));
    queue.shipped(probe);
    assertThat(queue.circuits()).isEqualTo(new ShippingMeasures.Circuits(1, 0, 0));

    assertThat(drain()).as("in their order again").containsExactly("a1", "a3", "a4");
  }

  @Test
  void eachProbeIsOfAnotherSegmentAndOfAnotherLogIfThereIsOne() {
    offer("ax", 1, 2);
    offer("ay", 1);
    List<String> probes = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      SealedSegment probe = queue.poll().orElseThrow();
      probes.add(name(probe));
      queue.failed(probe, Fault.STORE);
      pass(RETRY_MAX);
    }

    assertThat(probes).containsExactly("ax1", "ay1", "ax2", "ax1", "ay1", "ax2");
  }

  @Test
  void whatFailsTogetherMakesOnePause() {
    offer("a", 1, 2, 3);
    SealedSegment first = next("a1");
    SealedSegment second = next("a2");
    queue.failed(second, Fault.STORE);
    var resume = queue.nextResume();

    queue.failed(first, Fault.STORE);

    assertThat(queue.nextResume()).isEqualTo(resume);
    pass(RETRY_MIN);
    queue.shipped(next("a3"));
    assertThat(drain()).containsExactly("a1", "a2");
  }

  @Test
  void oneThatHungFromBeforeThePauseAndEndsWellBringsTheStoreBack() {
    offer("a", 1, 2, 3);
    SealedSegment hanging = next("a1");
    queue.failed(next("a2"), Fault.STORE);
    assertThat(queue.poll()).isEmpty();

    queue.shipped(hanging);

    assertThat(drain()).containsExactly("a2", "a3");
  }

  @Test
  void aStoreThatHangsLeavesOnePlaceToOthers() {
    queue = queue(3, Long.MAX_VALUE);
    offer("b", 1);
    queue.shipped(next("b1"));
    offer("a", 1, 2, 3, 4);

    assertThat(drain()).as("none of them ends").containsExactly("a1", "a2");
    offer("b", 2);
    assertThat(drain()).containsExactly("b2");
  }

  @Test
  void theOnlyStoreHasAllPlaces() {
    queue = queue(3, Long.MAX_VALUE);
    offer("a", 1, 2, 3);

    assertThat(drain()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void aStoreThatHasHadNothingForLongIsForgotten() {
    queue = queue(2, Long.MAX_VALUE);
    offer("b", 1);
    queue.shipped(next("b1"));
    pass(Duration.ofMinutes(61));
    offer("a", 1, 2);

    assertThat(drain()).containsExactly("a1", "a2");
  }

  @Test
  void storesInTroubleTogetherHaveHalfOfThePlacesHoweverManyTheyAre() {
    queue = queue(4, Long.MAX_VALUE);
    for (String store : List.of("a", "b", "c")) {
      offer(store, 1, 2);
      queue.failed(next(store + "1"), Fault.STORE);
    }
    pass(RETRY_MIN);

    assertThat(drain()).as("they hang").hasSize(2);
    offer("d", 1, 2, 3);
    assertThat(drain()).containsExactly("d1", "d2", "d3");
  }

  @Test
  void aSegmentThatCannotBeShippedHoldsBackNeitherItsStoreNorItsLog() {
    offer("ax", 1, 2, 3);
    offer("ay", 1);
    queue.failed(next("ax1"), Fault.SEGMENT);

    assertThat(drain()).containsExactly("ay1", "ax2", "ax3");
    pass(RETRY_MIN);
    assertThat(drain()).containsExactly("ax1");
  }

  @Test
  void ofALogsSegmentsThatCannotBeShippedOneAtATimeIsTriedAgain() {
    offer("a", 1, 2, 3);
    for (int n = 1; n <= 3; n++) {
      queue.failed(next("a" + n), Fault.SEGMENT);
    }
    pass(RETRY_MAX);
    queue.failed(next("a1"), Fault.SEGMENT);
    assertThat(queue.poll()).isEmpty();
    pass(RETRY_MAX);
    assertThat(drain()).containsExactly("a2");
    pass(RETRY_MAX);
    assertThat(queue.poll()).as("a2 is under way").isEmpty();
  }

  @Test
  void onceOneOfThemIsShippedTheOthersFollowWithoutAPause() {
    offer("a", 1, 2, 3);
    for (int n = 1; n <= 3; n++) {
      queue.failed(next("a" + n), Fault.SEGMENT);
    }
    pass(RETRY_MAX);
    for (int n = 1; n <= 3; n++) {
      queue.shipped(next("a" + n));
    }

    assertThat(queue.poll()).isEmpty();
    assertThat(queue.nextResume()).isEmpty();
  }

  @Test
  void pausesOfASegmentGrowAndStartAnewAfterASuccess() {
    offer("a", 1);
    List<Duration> pauses = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      queue.failed(queue.poll().orElseThrow(), Fault.SEGMENT);
      var until = queue.nextResume().orElseThrow();
      pauses.add(Duration.between(clock.instant(), until));
      pass(RETRY_MAX);
    }

    assertThat(pauses.getFirst()).isLessThanOrEqualTo(RETRY_MIN);
    assertThat(pauses).allMatch(it -> it.compareTo(RETRY_MAX) <= 0);
    assertThat(pauses.subList(10, 40)).anyMatch(it -> it.compareTo(RETRY_MAX.dividedBy(2)) > 0);
    queue.shipped(next("a1"));
    offer("a", 2);
    queue.failed(next("a2"), Fault.SEGMENT);
    assertThat(queue.nextResume().orElseThrow()).isBefore(clock.instant().plus(RETRY_MIN));
  }

  /// Whatever the store says: others of it were taken.
  @Test
  void aSegmentThatItsStoreRefusesAgainThoughItTakesOthersIsToBlameItself() {
    offer("a", 1, 2);
    queue.failed(next("a1"), Fault.STORE);
    pass(RETRY_MIN);
    queue.shipped(next("a2"));
    queue.failed(next("a1"), Fault.STORE);

    offer("a", 3, 4);
    assertThat(drain()).as("the store is not in trouble").containsExactly("a3", "a4");
    pass(RETRY_MIN);
    assertThat(drain()).containsExactly("a1");
  }

  @Test
  void aProbeThatTellsNothingOfTheStoreIsFollowedByAnotherAtOnce() {
    offer("a", 1, 2, 3);
    queue.failed(next("a1"), Fault.STORE);
    pass(RETRY_MIN);
    queue.failed(next("a2"), Fault.SEGMENT);

    queue.shipped(next("a3"));
    assertThat(drain()).containsExactly("a1");
  }

  @Test
  void aClockThatIsSetBackDoesNotMakeAPauseLonger() {
    offer("a", 1);
    queue.failed(next("a1"), Fault.STORE);
    pass(Duration.ofHours(-1));

    assertThat(drain()).containsExactly("a1");
  }

  @Test
  void aLogThatGetsAnotherStoreIsNotHeldUpByItsOldOne() {
    offer("ax", 1, 2);
    offer("ay", 1);
    queue.failed(next("ax1"), Fault.STORE);
    moved.put("ax", store('b'));

    offer("ax", 3);

    assertThat(drain()).containsExactly("ax2", "ax3");
    pass(RETRY_MIN);
    queue.shipped(next("ay1"));
    assertThat(drain()).as("refused by the old one").containsExactly("ax1");
  }

  @Test
  void allThatMovedToAnotherStoreIsFoundWhenTheOldOneIsDueToBeTried() {
    offer("ax", 1);
    offer("ay", 1);
    queue.failed(next("ax1"), Fault.STORE);
    moved.put("ax", store('b'));
    moved.put("ay", store('b'));
    assertThat(queue.poll()).isEmpty();
    pass(RETRY_MIN);

    assertThat(drain()).containsExactlyInAnyOrder("ax1", "ay1");
  }

  @Test
  void aBacklogComesOutAtItsRateAndDelaysNothingThatIsNew() {
    queue = queue(100, 10 * Segments.BYTES);
    offer("ax", 1, 2, 3, 4);
    offer("ay", 1);
    queue.failed(next("ax1"), Fault.STORE);
    pass(RETRY_MIN);
    queue.shipped(next("ay1"));
    pass(Duration.ofSeconds(1));
    offer("ay", 2, 3);
    offer("ax", 5);

    assertThat(drain()).containsExactly("ax1", "ay2", "ay3");
    assertThat(queue.nextResume()).contains(clock.instant().plusMillis(100));
    pass(Duration.ofMillis(99));
    assertThat(drain()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(drain()).containsExactly("ax2");
    pass(Duration.ofMillis(100));
    assertThat(drain()).containsExactly("ax3");
    pass(Duration.ofMillis(100));
    assertThat(drain()).as("what is new is not counted").containsExactly("ax4", "ax5");
  }

  @Test
  void backlogsOfAllStoresShareTheRateInTurn() {
    queue = queue(100, 10 * Segments.BYTES);
    offerLeftBehind("ax", 1, 2);
    offerLeftBehind("ay", 1);
    offerLeftBehind("b", 1, 2);
    List<String> out = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      List<String> step = drain();
      assertThat(step).hasSize(1);
      out.addAll(step);
      pass(Duration.ofMillis(100));
    }

    assertThat(out).containsExactly("ax1", "b1", "ay1", "b2", "ax2");
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.nextResume()).isEmpty();
  }

  @Test
  void aBacklogThatMayComeOutButHasNoPlaceDoesNotAskForATimer() {
    queue = queue(1, 10 * Segments.BYTES);
    offerLeftBehind("a", 1, 2, 3);
    SealedSegment first = next("a1");
    assertThat(queue.poll()).isEmpty();
    queue.shipped(first);
    assertThat(queue.poll()).as("it is owed for").isEmpty();
    pass(Duration.ofMillis(100));
    next("a2");
    pass(Duration.ofMillis(100));

    assertThat(queue.poll()).isEmpty();
    assertThat(queue.nextResume()).isEmpty();
  }

  @Test
  void whatWasNotTakenCannotEnd() {
    assertThatThrownBy(() -> queue.shipped(Segments.of("a", 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  private FairQueue queue(int places, long catchUpBytesPerSecond) {
    return new FairQueue(
        places,
        this::destination,
        new Backoff(RETRY_MIN, RETRY_MAX, new Random(1)),
        new CatchUp(catchUpBytesPerSecond, clock),
        clock);
  }

  private Destination destination(WalId wal) {
    return moved.getOrDefault(wal.endpoint(), store(wal.endpoint().charAt(0)));
  }

  private static Destination store(char letter) {
    return new Destination.Folder(Path.of("/" + letter));
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private void offer(String endpoint, int... numbers) {
    for (int number : numbers) {
      queue.offer(Segments.of(endpoint, number, clock.instant()));
    }
  }

  private void offerLeftBehind(String endpoint, int... numbers) {
    for (int number : numbers) {
      queue.offer(Segments.of(endpoint, number, clock.instant(), SealReason.RECOVERY));
    }
  }

  private SealedSegment next(String name) {
    SealedSegment next = queue.poll().orElseThrow();
    assertThat(name(next)).isEqualTo(name);
    return next;
  }

  private List<String> drain() {
    var out = new ArrayList<String>();
    for (Optional<SealedSegment> next = queue.poll(); next.isPresent(); next = queue.poll()) {
      out.add(name(next.get()));
    }
    return out;
  }

  private static String name(SealedSegment segment) {
    return segment.id().wal().endpoint() + segment.id().segment();
  }
}
