package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final Duration MIN = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(10);

  private final Circuit circuit = new Circuit(new Backoff(MIN, MAX, new Random(1)));

  @Test
  void aFailureOpensItAndAfterThePauseOneAttemptIsWanted() {
    int ticket = circuit.begun();
    assertThat(circuit.isProbeWanted()).isFalse();

    assertThat(circuit.failed(ticket)).isPresent();
    assertThat(circuit.state()).isEqualTo(Circuit.State.OPEN);
    assertThat(circuit.isProbeWanted()).isFalse();

    assertThat(circuit.pauseEnded(circuit.openings())).isTrue();
    assertThat(circuit.isProbeWanted()).isTrue();
    circuit.begun();
    assertThat(circuit.isProbeWanted()).as("one at a time").isFalse();
  }

  @Test
  void whatFailsTogetherIsOneFailure() {
    int ticket = circuit.begun();
    assertThat(circuit.failed(ticket)).isPresent();
    assertThat(circuit.failed(ticket)).isEmpty();

    circuit.pauseEnded(circuit.openings());
    assertThat(circuit.failed(ticket)).as("it hung since before the pause").isEmpty();
    assertThat(circuit.state()).isEqualTo(Circuit.State.HALF_OPEN);
  }

  @Test
  void successClosesItWhateverWasBegunWhen() {
    int hanging = circuit.begun();
    circuit.failed(hanging);

    assertThat(circuit.worked()).isTrue();
    assertThat(circuit.state()).isEqualTo(Circuit.State.CLOSED);
    assertThat(circuit.pauseEnded(circuit.openings())).as("the pause is over").isFalse();
    assertThat(circuit.worked()).as("nothing new").isFalse();
  }

  @Test
  void anAttemptThatTellsNothingOfTheStoreIsFollowedByAnother() {
    circuit.failed(circuit.begun());
    circuit.pauseEnded(circuit.openings());
    int probe = circuit.begun();

    circuit.undecided(probe);

    assertThat(circuit.isProbeWanted()).isTrue();
  }

  @Test
  void boundsOfPausesDoubleUpToTheLongestAndStartAnewAfterSuccess() {
    for (int failure = 0; failure < 12; failure++) {
      Duration bound =
          failure < 7 ? MIN.multipliedBy(1L << failure) : MAX; // 100 ms × 2^7 is more than 10 s
      assertThat(circuit.failed(circuit.begun()).orElseThrow()).isBetween(ms(1), bound);
      circuit.pauseEnded(circuit.openings());
    }
    circuit.worked();
    assertThat(circuit.failed(circuit.begun()).orElseThrow()).isBetween(ms(1), MIN);
  }

  @Test
  void pausesAreSpreadOverAllOfTheirRange() {
    var backoff = new Backoff(MIN, MAX, new Random(2));
    List<Long> pauses =
        IntStream.range(0, 100).mapToObj(_ -> backoff.pause(20).toMillis()).toList();

    assertThat(pauses).anyMatch(it -> it < 2500).anyMatch(it -> it > 7500);
    assertThat(pauses).allMatch(it -> it >= 1 && it <= 10_000);
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
