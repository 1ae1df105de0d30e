package io.edgemq.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.measure.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckTimesTest {
  private final AckTimes times = new AckTimes();
  private final Distribution taken = Distribution.of(10, 100);

  @Test
  void whatABatchTookCountsForEachOfItsAcknowledgements() {
    times.appended(3, 1_000);
    times.acknowledged(1, 1_050, taken);

    assertThat(taken.snapshot())
        .isEqualTo(new Distribution.Snapshot(List.of(10L, 100L), List.of(0L, 3L, 0L), 150));
  }

  @Test
  void batchesThatOweNothingCountForNothing() {
    times.appended(0, 0);
    times.appended(1, 1_000);
    times.acknowledged(2, 1_007, taken);

    assertThat(taken.snapshot().counts()).containsExactly(1L, 0L, 0L);
  }

  @Test
  void oneAcknowledgementStandsForAllBeforeItAndIsHeardOnce() {
    for (int n = 0; n < 100; n++) {
      times.appended(1, n);
    }
    times.acknowledged(40, 50, taken);
    assertThat(taken.snapshot().count()).isEqualTo(40);
    times.acknowledged(40, 50, taken);
    times.acknowledged(30, 50, taken);
    assertThat(taken.snapshot().count()).isEqualTo(40);
    assertThat(taken.snapshot().sum()).as("50 + 49 + … + 11").isEqualTo(1220);
  }

  @Test
  void timesAreKeptApartWhileTheyComeAndGo() {
    for (int n = 1; n <= 1_000; n++) {
      times.appended(1, n * 10L);
      times.appended(1, n * 10L + 5);
      times.acknowledged(
          2L * n - 1, n * 10L + 5, taken); // the second of each pair is a step behind
    }

    assertThat(taken.snapshot().count()).isEqualTo(1_999);
    assertThat(taken.snapshot().sum()).isEqualTo(1_000 * 5 + 999 * 10);
  }
}
