package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.SealedSegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final Duration RETRY_MIN = Duration.ofMillis(100);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final FairQueue queue = new FairQueue(RETRY_MIN, RETRY_MAX, clock, new Random(1));

  @Test
  void aLogsSegmentsComeOutInTheirOrder() {
    offer("a", 1, 2, 3);

    assertThat(drain()).containsExactly("a1", "a2", "a3");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void logsTakeTurnsHoweverLongTheirQueuesAre() {
    offer("a", 1, 2, 3, 4);
    offer("b", 1);
    offer("c", 1, 2);

    assertThat(drain()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3", "a4");
  }

  @Test
  void aLogThatFailedPausesAndDelaysNobodyElse() {
    offer("a", 1, 2);
    offer("b", 1, 2);
    SealedSegment failed = queue.poll().orElseThrow();
    queue.failed(failed);

    assertThat(drain()).containsExactly("b1", "b2");

    clock.advance(RETRY_MAX);
    assertThat(drain()).as("what failed comes behind what has not").containsExactly("a2", "a1");
  }

  @Test
  void pausesDoubleUpToTheLongestAndStartAnewAfterASuccess() {
    offer("a", 1);
    List<Duration> pauses = new ArrayList<>();
    for (int attempt = 0; attempt < 10; attempt++) {
      SealedSegment segment = queue.poll().orElseThrow();
      assertThat(queue.poll()).as("the graph asks on while it ships").isEmpty();
      pauses.add(queue.failed(segment).orElseThrow());
      clock.advance(RETRY_MAX.multipliedBy(2));
    }

    assertThat(pauses.getFirst()).isBetween(RETRY_MIN.dividedBy(2), RETRY_MIN.multipliedBy(2));
    assertThat(pauses.get(3)).isGreaterThan(pauses.get(1));
    assertThat(pauses).allMatch(it -> it.compareTo(RETRY_MAX.multipliedBy(2)) < 0);
    SealedSegment segment = queue.poll().orElseThrow();
    queue.shipped(segment);
    assertThat(queue.failed(segment).orElseThrow()).isLessThan(RETRY_MIN.multipliedBy(2));
  }

  @Test
  void segmentsThatFailTogetherAreOneFailureAndComeBackInTheirOrder() {
    offer("a", 1, 2, 3);
    SealedSegment first = queue.poll().orElseThrow();
    SealedSegment second = queue.poll().orElseThrow();

    assertThat(queue.failed(second)).isPresent();
    assertThat(queue.failed(first)).isEmpty();

    clock.advance(RETRY_MIN.multipliedBy(2));
    assertThat(drain()).containsExactly("a3", "a1", "a2");
  }

  @Test
  void oneThatNeverShipsDoesNotHoldBackThoseBehindIt() {
    offer("a", 1, 2, 3, 4);
    List<Integer> shipped = new ArrayList<>();
    for (int turn = 0; turn < 20; turn++) {
      clock.advance(RETRY_MAX.multipliedBy(2));
      queue
          .poll()
          .ifPresent(it -> {
            if (it.id().segment() == 1) {
              queue.failed(it);
            } else {
              shipped.add(it.id().segment());
              queue.shipped(it);
            }
          });
    }

    assertThat(shipped).containsExactly(2, 3, 4);
  }

  @Test
  void aClockThatIsSetBackDoesNotMakeAPauseLonger() {
    offer("a", 1);
    queue.failed(queue.poll().orElseThrow());
    clock.advance(Duration.ofHours(-1));

    assertThat(drain()).containsExactly("a1");
  }

  @Test
  void aPauseEndsWhenAnotherSegmentOfTheLogWasShipped() {
    offer("a", 1, 2);
    SealedSegment first = queue.poll().orElseThrow();
    SealedSegment second = queue.poll().orElseThrow();
    queue.failed(first);
    assertThat(queue.poll()).isEmpty();

    queue.shipped(second);

    assertThat(drain()).containsExactly("a1");
  }

  @Test
  void whatIsOfferedToAPausingLogWaitsWithTheRest() {
    offer("a", 1);
    queue.failed(queue.poll().orElseThrow());
    offer("a", 2);

    assertThat(queue.poll()).isEmpty();
    assertThat(queue.nextResume()).isPresent();
    clock.advance(RETRY_MAX);
    assertThat(drain()).containsExactly("a2", "a1");
    assertThat(queue.nextResume()).isEmpty();
  }

  private void offer(String endpoint, int... numbers) {
    for (int number : numbers) {
      queue.offer(Segments.of(endpoint, number));
    }
  }

  private List<String> drain() {
    var out = new ArrayList<String>();
    for (Optional<SealedSegment> next = queue.poll(); next.isPresent(); next = queue.poll()) {
      out.add(next.get().id().wal().endpoint() + next.get().id().segment());
    }
    return out;
  }
}
