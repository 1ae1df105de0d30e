package io.edgemq.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.shipping.Forecast;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetWatchTest {
  private final BudgetWatch<String> watch = new BudgetWatch<>(50, 80, 95);

  @Test
  void eachLevelIsToldOnceOnTheWayUp() {
    assertThat(tells(49)).isFalse();
    assertThat(tells(50)).isTrue();
    assertThat(tells(60)).isFalse();
    assertThat(tells(81)).isTrue();
    assertThat(tells(94)).isFalse();
    assertThat(tells(100)).isTrue();
    assertThat(tells(100)).isFalse();
  }

  @Test
  void aLevelThatIsLeftALittleIsNoNewsWhenItIsReachedAgain() {
    assertThat(tells(80)).isTrue();
    assertThat(tells(75)).isFalse();
    assertThat(tells(80)).isFalse();
    assertThat(tells(69)).isFalse();
    assertThat(tells(80)).as("it was well below").isTrue();
    assertThat(tells(30)).isFalse();
    assertThat(tells(50)).isTrue();
  }

  @Test
  void whatIsGoneIsForgottenAndOthersDoNotMatter() {
    assertThat(tells(96)).isTrue();
    assertThat(watch.crossed(Map.of("other", at(60)))).containsOnlyKeys("other");
    assertThat(tells(96)).isTrue();
  }

  private boolean tells(int percent) {
    return watch.crossed(Map.of("it", at(percent))).containsKey("it");
  }

  private static Forecast at(int percent) {
    return new Forecast(percent, 100, 1);
  }
}
