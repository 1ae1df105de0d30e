package io.edgemq.views.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
  private final MemoryFile file = new MemoryFile(4, 16);

  @Test
  void whatIsWrittenIsThereInItsOrder() throws IOException {
    file.create(0).write(new byte[] {9, 1, 2, 3, 9}, 1, 3);
    file.write(4);
    file.write(new byte[] {5, 6}, 0, 2);

    assertThat(content()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(file.getPos()).isEqualTo(6);
  }

  @Test
  void theArrayGrowsToWhatIsLikelyAndThenByHalf() {
    file.write(new byte[4], 0, 4);
    assertThat(file.bytes()).hasSize(4);
    file.write(1);
    assertThat(file.bytes()).hasSize(16);
    file.write(new byte[11], 0, 11);
    assertThat(file.bytes()).hasSize(16);
    file.write(2);
    assertThat(file.bytes()).hasSize(24);
    file.write(new byte[100], 0, 100);
    assertThat(file.bytes()).hasSize(117);

    assertThat(file.length()).isEqualTo(117);
    assertThat(content()[4]).isEqualTo((byte) 1);
    assertThat(content()[16]).isEqualTo((byte) 2);
  }

  @Test
  void aClearedFileStartsAgainInItsArray() {
    file.write(new byte[10], 0, 10);
    byte[] array = file.bytes();
    file.clear();
    file.write(7);

    assertThat(content()).containsExactly(7);
    assertThat(file.bytes()).isSameAs(array);
  }

  private byte[] content() {
    return Arrays.copyOf(file.bytes(), file.length());
  }
}
