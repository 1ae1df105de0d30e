package io.edgemq.storage.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void aBoundBelongsToWhatIsBelowIt() {
    Distribution distribution = Distribution.of(10, 20);

    List.of(-1L, 10L, 11L, 20L, 21L, 1L << 60).forEach(distribution::record);

    assertThat(distribution.snapshot().counts()).containsExactly(2L, 2L, 2L);
    assertThat(distribution.snapshot().bounds()).containsExactly(10L, 20L);
  }

  @Test
  void aValueOfManyThingsCountsForEachOfThem() {
    Distribution distribution = Distribution.of(10);

    distribution.record(7, 3);
    distribution.record(100, 2);

    assertThat(distribution.snapshot())
        .isEqualTo(new Distribution.Snapshot(List.of(10L), List.of(3L, 2L), 221));
    assertThat(distribution.snapshot().count()).isEqualTo(5);
  }

  @Test
  void powersGoUpToTheLargest() {
    assertThat(Distribution.ofPowers(4, 64).snapshot().bounds()).containsExactly(1L, 4L, 16L, 64L);
    assertThat(Distribution.ofPowers(4, 65).snapshot().bounds()).containsExactly(1L, 4L, 16L, 64L);
  }

  @Test
  void boundsAscend() {
    assertThatThrownBy(() -> Distribution.of(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Distribution::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyThreadsLoseNothing() {
    Distribution distribution = Distribution.ofTimes();

    IntStream.range(0, 1000).parallel().forEach(i -> distribution.record(i * 1_000_000L, 2));

    assertThat(distribution.snapshot().count()).isEqualTo(2000);
    assertThat(distribution.snapshot().sum()).isEqualTo(999_000_000_000L);
  }
}
