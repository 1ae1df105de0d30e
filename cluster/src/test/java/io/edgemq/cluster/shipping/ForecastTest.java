package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForecastTest {
  @Test
  void whatIsLeftIsTheRoomByTheRate() {
    var forecast = new Forecast(1 << 30, 4L << 30, 100_000);

    assertThat(forecast.left()).contains(Duration.ofSeconds(32_212));
    assertThat(forecast.percentUsed()).isEqualTo(25);
    assertThat(forecast)
        .hasToString(
            "25 % of 4294967296 bytes are used, 100000 enter in a second: 8.9 hours left at this rate");
  }

  @Test
  void whereNothingEntersThereIsNoEnd() {
    assertThat(new Forecast(10, 100, 0).left()).isEmpty();
    assertThat(new Forecast(0, Long.MAX_VALUE, 1).left()).isEmpty();
    assertThat(new Forecast(10, 100, 0).toString()).endsWith("nothing to worry about at this rate");
  }

  @Test
  void whereTheLimitIsReachedNothingIsLeftWhateverEnters() {
    assertThat(new Forecast(100, 100, 0).left()).contains(Duration.ZERO);
    assertThat(new Forecast(120, 100, 5).left()).contains(Duration.ZERO);
    assertThat(new Forecast(120, 100, 5).percentUsed()).isEqualTo(100);
    assertThat(new Forecast(5, 0, 5).percentUsed()).isEqualTo(100);
  }
}
