package io.edgemq.views.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.views.file.FinishedFile;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, 100_000})
  void theRowsOfAFileAreCounted(int frames) throws IOException {
    assertThat(ParquetRows.count(file(frames))).isEqualTo(frames);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 11})
  void whatIsTooShortIsNoFile(int bytes) throws IOException {
    byte[] file = file(1);

    assertThatThrownBy(() -> ParquetRows.count(Arrays.copyOf(file, bytes)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatLacksItsEndIsNoFile() throws IOException {
    byte[] file = file(1);

    assertThatThrownBy(() -> ParquetRows.count(Arrays.copyOf(file, file.length - 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("it does not begin and end with PAR1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1 << 20, Integer.MIN_VALUE})
  void aFooterThatIsNotInTheFileIsNone(int footerBytes) throws IOException {
    byte[] file = file(1);
    for (int i = 0; i < 4; i++) {
      file[file.length - 8 + i] = (byte) (footerBytes >> (8 * i));
    }

    assertThatThrownBy(() -> ParquetRows.count(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a footer of " + footerBytes + " bytes");
  }

  @Test
  void aFooterOfOtherBytesIsNone() throws IOException {
    byte[] file = file(1);
    Arrays.fill(file, 4, file.length - 8, (byte) 0xff);

    assertThatThrownBy(() -> ParquetRows.count(file)).isInstanceOf(IOException.class);
  }

  private static byte[] file(int frames) throws IOException {
    FinishedFile file = RawFiles.of(Segment.ofReadings(frames));
    return Arrays.copyOf(file.bytes(), file.length());
  }
}
