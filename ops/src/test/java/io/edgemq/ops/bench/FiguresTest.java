package io.edgemq.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.bench.Figures.Collected;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static Figures of(double rate, double cpu) {
    return new Collected()
        .put(Figure.MESSAGES_PER_SECOND, rate)
        .put(Figure.SERVER_CPU, cpu)
        .figures();
  }

  @Test
  void whatIsNoNumberIsLeftOut() {
    assertThat(of(1, Double.NaN).values()).isEqualTo(Map.of(Figure.MESSAGES_PER_SECOND, 1.0));
    assertThat(of(1, 2 / 0.0).of(Figure.SERVER_CPU)).isEmpty();
    assertThat(of(0, 2).of(Figure.MESSAGES_PER_SECOND)).hasValue(0);
  }

  @Test
  void meansAreThoseOfWhatAllTurnsHave() {
    Figures means = Figures.means(List.of(of(100, 4), of(300, Double.NaN)));

    assertThat(means.values()).isEqualTo(Map.of(Figure.MESSAGES_PER_SECOND, 200.0));
    assertThat(Figures.means(List.of()).values()).isEmpty();
  }

  @Test
  void ratiosAreThoseOfWhatBothHave() {
    Figures others =
        new Collected().put(Figure.MESSAGES_PER_SECOND, 50).put(Figure.HEAP, 1).figures();

    assertThat(of(100, 4).over(others).values()).isEqualTo(Map.of(Figure.MESSAGES_PER_SECOND, 2.0));
    assertThat(of(100, 4).over(of(0, 8)).values()).isEqualTo(Map.of(Figure.SERVER_CPU, 0.5));
  }

  @Test
  void figuresAreShownInTheUnitOfTheirColumn() {
    assertThat(Figure.MESSAGES_PER_SECOND.shown(1_234_567.8)).isEqualTo("1,234,568");
    assertThat(Figure.ANSWER_P99.shown(12_345)).isEqualTo("12.35");
    assertThat(Figure.GC_SHARE.shown(0.0123)).isEqualTo("1.23");
  }
}
