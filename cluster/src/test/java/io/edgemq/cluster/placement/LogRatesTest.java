package io.edgemq.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.wal.LogGauges;
import io.edgemq.storage.wal.WalId;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LogRatesTest {
  private static final WalId PLANT = new WalId("acme", "plant", 0);
  private static final Address HERE = new Address("pekko", "edgemq");
  private static final Address THERE = new Address("pekko", "edgemq", "10.0.0.2", 2551);

  private final LogRates rates = new LogRates("10.0.0.1:2551");

  @Test
  void theyComeToWhatEntersSteadily() {
    var gauges = new LogGauges();
    for (int sample = 0; sample < 20; sample++) {
      gauges.entered(HERE, 5_000);
      gauges.entered(THERE, 10_000);
      rates.sample(Map.of(PLANT, gauges), 5);
    }

    assertThat(rates.bytesPerSecond(PLANT)).isCloseTo(3000, Percentage.withPercentage(1));
    assertThat(rates.entering(PLANT))
        .containsOnlyKeys("10.0.0.1:2551", "10.0.0.2:2551")
        .hasEntrySatisfying(
            "10.0.0.2:2551", it -> assertThat(it).isCloseTo(2000, Percentage.withPercentage(1)));
  }

  @Test
  void aBurstCountsForLess() {
    var gauges = new LogGauges();
    gauges.entered(HERE, 50_000);
    rates.sample(Map.of(PLANT, gauges), 5);

    assertThat(rates.bytesPerSecond(PLANT)).isBetween(1000L, 5000L);
  }

  @Test
  void aLogThatStartedAnewCountsFromZero() {
    var first = new LogGauges();
    first.entered(HERE, 1_000_000);
    rates.sample(Map.of(PLANT, first), 5);
    var second = new LogGauges();
    second.entered(HERE, 500);
    rates.sample(Map.of(PLANT, second), 5);

    assertThat(rates.bytesPerSecond(PLANT)).isBetween(1L, 100L);
  }

  @Test
  void oneThatHasGoneHasNone() {
    var gauges = new LogGauges();
    gauges.entered(HERE, 50_000);
    rates.sample(Map.of(PLANT, gauges), 5);
    rates.sample(Map.of(), 5);

    assertThat(rates.bytesPerSecond(PLANT)).isZero();
    assertThat(rates.entering(PLANT)).isEmpty();
  }
}
