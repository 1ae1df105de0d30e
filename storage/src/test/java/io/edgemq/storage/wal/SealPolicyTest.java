package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealPolicyTest {
  @ParameterizedTest
  @CsvSource({"0, 1, 1", "2, 1, 1", "1, 1073741825, 1", "1, 1, 0", "1, 1, -1"})
  void aSealPolicyThatCannotBeKeptIsRefused(long size, long max, long ageSeconds) {
    assertThatThrownBy(() -> new SealPolicy(size, Duration.ofSeconds(ageSeconds), max))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCommittedAgeThatIsNotPositiveIsRefused() {
    assertThatThrownBy(() -> new SealPolicy(1, Duration.ofSeconds(1), 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reasonsAreTheWordsOfTheMarker() {
    assertThat(Arrays.stream(SealReason.values()).map(SealReason::label))
        .containsExactly("size", "age", "max-size", "shutdown", "recovery");
  }
}
