package io.edgemq.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final long SECOND = 1_000_000_000;

  private long now;

  @Test
  void afterTheFirstTheAnswersAreHeldBackToTheRateAndThenThereAreNone() throws Exception {
    var attempts = attempts();
    for (int i = 0; i < 10; i++) {
      assertThat(attempts.next(address("192.0.2.1"))).contains(Duration.ZERO);
    }
    for (int i = 1; i <= 6; i++) {
      assertThat(attempts.next(address("192.0.2.1"))).contains(Duration.ofSeconds(i));
    }
    assertThat(attempts.next(address("192.0.2.1"))).isEmpty();
    now += SECOND - 1;
    assertThat(attempts.next(address("192.0.2.1")))
        .as("what was turned away is not owed")
        .isEmpty();
    now += 1;
    assertThat(attempts.next(address("192.0.2.1"))).contains(Duration.ofSeconds(6));
    now += 3600 * SECOND;
    assertThat(attempts.next(address("192.0.2.1"))).contains(Duration.ZERO);
  }

  @Test
  void anotherAddressIsNotHeldBack() throws Exception {
    var attempts = attempts();
    exhaust(attempts, address("192.0.2.1"));
    assertThat(free(attempts, "192.0.2.%d", 2, 200)).isGreaterThan(190); // few share its place
  }

  @Test
  void theFirst64BitsOfIpv6AreOneAddress() throws Exception {
    var attempts = attempts();
    exhaust(attempts, address("2001:db8:1:2::1"));
    assertThat(free(attempts, "2001:db8:1:2::%d", 2, 200)).isZero();
    assertThat(free(attempts, "2001:db8:2:%d::1", 1, 200)).isGreaterThan(190);
  }

  @Test
  void limitsThatLetNothingThroughAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AttemptLimits(0, 1, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new AttemptLimits(1, 0, Duration.ZERO));
  }

  private FailedAttempts attempts() {
    return new FailedAttempts(new AttemptLimits(10, 60, Duration.ofSeconds(5)), () -> now);
  }

  private static void exhaust(FailedAttempts attempts, InetAddress address) {
    for (int i = 0; i < 100; i++) {
      if (attempts.next(address).isEmpty()) {
        return;
      }
    }
    throw new AssertionError("there is no limit");
  }

  private static int free(FailedAttempts attempts, String pattern, int from, int to)
      throws UnknownHostException {
    int free = 0;
    for (int i = from; i <= to; i++) {
      free +=
          attempts.next(address(pattern.formatted(i))).equals(Optional.of(Duration.ZERO)) ? 1 : 0;
    }
    return free;
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }
}
