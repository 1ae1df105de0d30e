package io.edgemq.cluster.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.SyncMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DiskBudgetTest {
  private static final Duration ANY = Duration.ofSeconds(1);
  private static final long KEPT_FREE = 100;

  private final ManualClock clock = new ManualClock();
  private long free = 1000;
  private final DiskBudget budget =
      new DiskBudget(
          new WalSettings(SyncMode.ALWAYS, ANY, 5000, 100, 1000, 10_000, KEPT_FREE, 2, ANY, ANY),
          () -> free,
          clock);

  @Test
  void freeSpaceIsLookedAtNowAndThen() {
    assertThat(budget.shortage()).isEmpty();
    free = KEPT_FREE - 1;
    assertThat(budget.shortage()).isEmpty();

    clock.advance(Duration.ofSeconds(1));

    assertThat(budget.shortage()).isPresent();
  }

  @Test
  void aClockThatIsSetBackDoesNotHideThatTheDiskIsFull() {
    assertThat(budget.shortage()).isEmpty();
    free = KEPT_FREE - 1;

    clock.advance(Duration.ofDays(-1));

    assertThat(budget.shortage()).isPresent();
  }
}
