package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "plant-7", "under_score", "a--", "0_"})
  void namesAreTaken(String name) {
    assertThat(Names.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-a", "_a", ".", "..", "a.b", "a/b", "a\\b", "A", "a b", "a\n", "\na", "a\0", "ä",
        "٣", "a%2f", "~"
      })
  void whatCouldMeanSomethingElseInAPathIsRefused(String name) {
    assertThat(Names.isName(name)).isFalse();
  }

  @Test
  void namesHaveAtMost63Characters() {
    assertThat(Names.isName("a".repeat(63))).isTrue();
    assertThat(Names.isName("a".repeat(64))).isFalse();
  }
}
