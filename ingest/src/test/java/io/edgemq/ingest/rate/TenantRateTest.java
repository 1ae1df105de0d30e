package io.edgemq.ingest.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishRate;
import io.edgemq.ingest.mqtt.Seeds;
import io.edgemq.storage.wal.SealPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantRateTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private long now = 7 * SECOND;

  @Test
  void nobodyWaitsBelowTheLimit() {
    TenantRate rate = rate(10, 2);

    for (int i = 0; i < 20; i++) {
      assertThat(rate.take(1, 1_000_000)).isZero();
    }
    assertThat(rate.take(1, 0)).isEqualTo(100 * MILLI);
    assertThat(rate.take(1, 0)).isEqualTo(200 * MILLI);
    now += 150 * MILLI;
    assertThat(rate.owedNanos()).isEqualTo(50 * MILLI);
    now += 150 * MILLI;
    assertThat(rate.owedNanos()).isZero();
    assertThat(rate.take(1, 0)).isZero();
    assertThat(rate.take(1, 0)).isEqualTo(100 * MILLI);
  }

  @Test
  void noMoreThanABurstIsSaved() {
    TenantRate rate = rate(10, 2);
    now += 3600 * SECOND;

    assertThat(rate.take(20, 0)).isZero();
    assertThat(rate.take(1, 0)).isEqualTo(100 * MILLI);
  }

  @Test
  void whatIsLargerThanABurstIsTakenAndPaidFor() {
    TenantRate rate = rate(10, 2);

    assertThat(rate.take(1000, 0)).isEqualTo(98 * SECOND);
    now += 98 * SECOND;
    assertThat(rate.owedNanos()).isZero();
    assertThat(rate.take(1, 0)).isEqualTo(100 * MILLI);
  }

  @Test
  void bothLimitsHold() {
    var rate =
        new TenantRate(
            new PublishRate(Optional.of(10), Optional.of(1000L), Duration.ofSeconds(1)), () -> now);

    assertThat(rate.take(1, 3000)).isEqualTo(2 * SECOND);
    assertThat(rate.take(49, 0)).isEqualTo(4 * SECOND);
    assertThat(rate.take(0, 3000)).isEqualTo(5 * SECOND);
    assertThat(rate.owedNanos()).isEqualTo(5 * SECOND);
  }

  @Test
  void bytesAloneCanBeLimited() {
    var rate =
        new TenantRate(
            new PublishRate(Optional.empty(), Optional.of(1L << 40), Duration.ofMillis(1)),
            () -> now);

    assertThat(rate.take(Integer.MAX_VALUE, 1L << 30)).isZero();
    assertThat(rate.take(1, 1L << 30)).isBetween(900_000L, 1_000_000L);
  }

  @Test
  void aTenantWithoutALimitIsNotCounted() {
    assertThat(TenantRate.UNLIMITED.take(Long.MAX_VALUE, Long.MAX_VALUE)).isZero();
    assertThat(TenantRate.UNLIMITED.owedNanos()).isZero();
    assertThat(TenantRate.UNLIMITED.tryTake(Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aRequestIsTakenUnlessSomethingIsOwed() {
    TenantRate rate = rate(10, 2);

    assertThat(rate.tryTake(20, 0)).isEmpty();
    assertThat(rate.tryTake(30, 0)).isEmpty();
    assertThat(rate.tryTake(1, 0)).contains(Duration.ofSeconds(3));
    assertThat(rate.tryTake(1, 0))
        .as("what was refused is not owed")
        .contains(Duration.ofSeconds(3));
    now += 3 * SECOND - 1;
    assertThat(rate.tryTake(1, 0)).contains(Duration.ofNanos(1));
    now += 1;
    assertThat(rate.tryTake(1, 0)).isEmpty();
  }

  /// Of [System#nanoTime] only differences mean something.
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - SECOND, Long.MIN_VALUE, -1, 0})
  void theClockMayBeginAnywhere(long start) {
    now = start;
    TenantRate rate = rate(10, 2);

    assertThat(rate.take(40, 0)).isEqualTo(2 * SECOND);
    now += SECOND;
    assertThat(rate.take(10, 0)).isEqualTo(2 * SECOND);
  }

  @Test
  void aDebtIsBounded() {
    TenantRate rate = rate(1, 1);

    rate.take(Long.MAX_VALUE, 0);
    assertThat(rate.take(Long.MAX_VALUE, 0)).isEqualTo(Duration.ofDays(1).toNanos());
    assertThat(rate.take(1, 0)).isEqualTo(Duration.ofDays(1).toNanos());
  }

  @Test
  void whoTakesLaterGoesOnLater() {
    TenantRate rate = rate(10, 1);
    List<Long> waits = new ArrayList<>();
    for (int connection = 0; connection < 5; connection++) {
      waits.add(rate.take(10, 0));
    }

    assertThat(waits).containsExactly(0L, SECOND, 2 * SECOND, 3 * SECOND, 4 * SECOND);
  }

  static LongStream seeds() {
    return Seeds.upTo(50);
  }

  /// Connections that always have more: each reads a chunk, waits as long as it is told, some time
  /// more, and reads the next.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void howeverManyReadTheRateHoldsAndIsUsed(long seed) {
    var random = new Random(seed);
    int perSecond = 1 + random.nextInt(1000);
    int burstSeconds = 1 + random.nextInt(3);
    int connections = 1 + random.nextInt(20);
    int chunkMax = 1 + random.nextInt(50);
    int lateMillisMax = 1 + random.nextInt(20);
    TenantRate rate = rate(perSecond, burstSeconds);
    long start = now;
    long[] nextRead = new long[connections];
    Arrays.fill(nextRead, start);
    long taken = 0;
    int reads = 0;
    while (reads < 5000) {
      int first = 0;
      for (int i = 1; i < connections; i++) {
        first = nextRead[i] < nextRead[first] ? i : first;
      }
      now = nextRead[first];
      int chunk = 1 + random.nextInt(chunkMax);
      taken += chunk;
      reads++;
      nextRead[first] = now + rate.take(chunk, 0) + random.nextInt(lateMillisMax) * MILLI;
      double seconds = (now - start) / (double) SECOND;
      double most = perSecond * (seconds + burstSeconds) + connections * chunkMax;
      assertThat((double) taken).as("after %s s", seconds).isLessThanOrEqualTo(most + 1e-6 * most);
    }
    double seconds = (now - start) / (double) SECOND;
    double demand = connections * chunkMax / 2.0 / (lateMillisMax / 1000.0);
    if (demand > 10 * perSecond) {
      assertThat((double) taken)
          .as("what is allowed is used")
          .isGreaterThan(0.9 * perSecond * seconds);
    }
  }

  /// However large its chunks are, a connection reads one when its turn comes.
  @Test
  void everyConnectionHasItsTurn() {
    TenantRate rate = rate(100, 1);
    int[] chunks = {1, 10, 500};
    long[] nextRead = {now, now, now};
    int[] reads = new int[3];
    for (int i = 0; i < 3000; i++) {
      int first = nextRead[0] <= nextRead[1] ? 0 : 1;
      first = nextRead[first] <= nextRead[2] ? first : 2;
      now = nextRead[first];
      reads[first]++;
      nextRead[first] = now + rate.take(chunks[first], 0);
    }

    assertThat(reads[0]).isBetween(890, 1110);
    assertThat(reads[1]).isBetween(890, 1110);
    assertThat(reads[2]).isBetween(890, 1110);
  }

  @Test
  void nothingIsMissedWhenThreadsTakeAtOnce() throws Exception {
    TenantRate rate = rate(1000, 1);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> takers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        takers.add(
            threads.submit(() -> {
              for (int i = 0; i < 10_000; i++) {
                rate.take(1, 0);
              }
            }));
      }
      for (Future<?> taker : takers) {
        taker.get();
      }
    }

    assertThat(rate.owedNanos()).isEqualTo(39 * SECOND);
  }

  @Test
  void theEndpointsOfATenantShareItsRateAndTenantsDoNot() {
    var rates = new TenantRates(() -> now);
    PublishRate limit = limit(10, 2);
    TenantRate acme = rates.of(endpoint("acme", "plant", limit));

    assertThat(rates.of(endpoint("acme", "office", limit(10, 2)))).isSameAs(acme);
    acme.take(1000, 0);
    assertThat(rates.of(endpoint("other", "plant", limit)).owedNanos()).isZero();
  }

  @Test
  void anotherLimitStartsAnew() {
    var rates = new TenantRates(() -> now);
    rates.of(endpoint("acme", "plant", limit(10, 2))).take(1000, 0);

    assertThat(rates.of(endpoint("acme", "plant", limit(20, 2))).owedNanos()).isZero();
    assertThat(rates.of(endpoint("acme", "plant", PublishRate.UNLIMITED)))
        .isSameAs(TenantRate.UNLIMITED);
  }

  private TenantRate rate(int messagesPerSecond, int burstSeconds) {
    return new TenantRate(limit(messagesPerSecond, burstSeconds), () -> now);
  }

  private static PublishRate limit(int messagesPerSecond, int burstSeconds) {
    return new PublishRate(
        Optional.of(messagesPerSecond), Optional.empty(), Duration.ofSeconds(burstSeconds));
  }

  private static Endpoint endpoint(String tenant, String name, PublishRate rate) {
    return new Endpoint(
        tenant,
        name,
        new Plan("p", 1, 1, rate, 1, List.of("#"), false),
        new SealPolicy(100, Duration.ofSeconds(1), 100));
  }
}
