package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private final ManualClock clock = new ManualClock();
  private final CatchUp catchUp = new CatchUp(1000, clock);

  @Test
  void whatWasTakenIsOwedForItsTime() {
    assertThat(catchUp.isPaid()).isTrue();
    catchUp.took(5000);
    assertThat(catchUp.isPaid()).isFalse();
    assertThat(catchUp.paidAt()).isEqualTo(clock.instant().plusSeconds(5));

    clock.advance(Duration.ofMillis(4999));
    assertThat(catchUp.isPaid()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(catchUp.isPaid()).isTrue();
  }

  @Test
  void whatIsTakenWhileSomethingIsOwedAddsUp() {
    catchUp.took(5000);
    catchUp.took(3000);

    assertThat(catchUp.paidAt()).isEqualTo(clock.instant().plusSeconds(8));
  }

  @Test
  void aClockThatIsSetBackForgives() {
    catchUp.took(5000);
    clock.advance(Duration.ofHours(-1));
    assertThat(catchUp.isPaid()).isTrue();

    catchUp.took(1000);
    assertThat(catchUp.paidAt()).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void withoutABoundNothingIsOwed() {
    var free = new CatchUp(Long.MAX_VALUE, clock);
    free.took(Long.MAX_VALUE);

    assertThat(free.isPaid()).isTrue();
  }
}
