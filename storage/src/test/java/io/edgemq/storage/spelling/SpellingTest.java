package io.edgemq.storage.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> KNOWN = List.of("double", "date", "time", "timestamp");

  @Test
  void aSlipIsALetterTooManyTooFewOrWrongOrTwoSwapped() {
    assertThat(EditDistance.between("date", "date")).isZero();
    assertThat(EditDistance.between("date", "datte")).isOne();
    assertThat(EditDistance.between("date", "dat")).isOne();
    assertThat(EditDistance.between("date", "dare")).isOne();
    assertThat(EditDistance.between("date", "daet")).isOne();
    assertThat(EditDistance.between("", "date")).isEqualTo(4);
  }

  @Test
  void theNearestKnownWordIsSuggestedIfItIsNear() {
    assertThat(Spelling.nearest("dubble", KNOWN)).contains("double");
    assertThat(Spelling.nearest("tiem", KNOWN)).contains("time");
    assertThat(Spelling.nearest("timestmap", KNOWN)).contains("timestamp");
    assertThat(Spelling.nearest("lke", List.of("le", "like", "lt"))).contains("like");
    assertThat(Spelling.nearest("a", List.of("b", "ab"))).isEmpty();
    assertThat(Spelling.nearest("varchar", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("d".repeat(60_000), KNOWN)).isEmpty();
  }
}
