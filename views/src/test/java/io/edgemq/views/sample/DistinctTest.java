package io.edgemq.views.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DistinctTest {
  @Test
  void fewAreCountedExactly() {
    var distinct = new Distinct();
    for (int i = 0; i < 3_000; i++) {
      distinct.add("text " + i % 1_000);
    }

    assertThat(distinct.count()).isEqualTo(1_000);
    assertThat(distinct.isEstimate()).isFalse();
  }

  @Test
  void manyAreEstimated() {
    var distinct = new Distinct();
    for (int i = 0; i < 300_000; i++) {
      distinct.add(Integer.toString(i % 100_000));
    }

    assertThat(distinct.isEstimate()).isTrue();
    assertThat(distinct.count()).isCloseTo(100_000L, Percentage.withPercentage(10));
  }
}
