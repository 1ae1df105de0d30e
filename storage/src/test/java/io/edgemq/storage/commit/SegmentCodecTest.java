package io.edgemq.storage.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.luben.zstd.Zstd;
import io.edgemq.storage.frame.Batches;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentCodecTest {
  private static final byte[] RAW = Batches.bytes("one ".repeat(500), "two ".repeat(500));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9})
  void aSegmentIsTheSameAgain(int level) throws IOException {
    assertThat(decompressed(compressed(RAW, level))).isEqualTo(RAW);
  }

  @Test
  void bytesThatDoNotCompressAreTheSameAgain() throws IOException {
    byte[] raw = new byte[100_000];
    new Random(1).nextBytes(raw);

    assertThat(decompressed(compressed(raw, 3))).isEqualTo(raw);
  }

  @Test
  void onlyTheGivenLengthIsCompressed() throws IOException {
    SegmentCodec.Compressed compressed = SegmentCodec.compress(RAW, 100, 3);

    assertThat(decompressed(Arrays.copyOf(compressed.bytes(), compressed.length())))
        .isEqualTo(Arrays.copyOf(RAW, 100));
  }

  @Test
  void theStreamHasContentSizeAndChecksum() {
    byte[] compressed = compressed(RAW, 3);

    assertThat(Zstd.getFrameContentSize(compressed)).isEqualTo(RAW.length);
    assertThat(compressed[4] & 0x04).as("Content_Checksum_flag, RFC 8878, 3.1.1.1.1").isNotZero();
  }

  @Test
  void theSameBytesCompressToTheSame() {
    assertThat(compressed(RAW, 3)).isEqualTo(compressed(RAW, 3));
  }

  @Test
  void aStreamThatHoldsMoreThanItMayIsRefused() throws IOException {
    byte[] compressed = compressed(RAW, 3);

    assertThat(SegmentCodec.decompress(new ByteArrayInputStream(compressed), RAW.length))
        .isEqualTo(RAW);
    for (long max : new long[] {RAW.length - 1, 1, 0, -1}) {
      assertThatThrownBy(() -> SegmentCodec.decompress(new ByteArrayInputStream(compressed), max))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("a segment of more than ");
    }
  }

  @Test
  void aStreamCutOffAnywhereIsRefused() {
    byte[] compressed = compressed(RAW, 3);
    for (int length = 1; length < compressed.length; length++) {
      byte[] cut = Arrays.copyOf(compressed, length);
      assertThatThrownBy(() -> decompressed(cut))
          .as("cut at %d", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFlippedBitNeverGivesOtherBytesInSilence() {
    byte[] compressed = compressed(RAW, 3);
    for (int bit = 0; bit < compressed.length * 8; bit++) {
      byte[] flipped = compressed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(decompressed(flipped)).as("bit %d", bit).isEqualTo(RAW);
      } catch (IOException e) {
        // found out
      }
    }
  }

  @Test
  void whatIsNoZstdStreamIsRefused() {
    assertThatThrownBy(() -> decompressed(RAW)).isInstanceOf(IOException.class);
  }

  @Test
  void theZstdProgramReadsIt() throws Exception {
    assumeThat(isZstdInstalled()).isTrue();
    Path object = folder.resolve("seg-00000001.wal.zst");
    Files.write(object, compressed(RAW, 3));
    Process process = new ProcessBuilder("zstd", "-d", "-q", object.toString()).inheritIO().start();

    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("seg-00000001.wal")).hasBinaryContent(RAW);
  }

  private static boolean isZstdInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("zstd", "-q", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] compressed(byte[] raw, int level) {
    SegmentCodec.Compressed compressed = SegmentCodec.compress(raw, raw.length, level);
    return Arrays.copyOf(compressed.bytes(), compressed.length());
  }

  private static byte[] decompressed(byte[] compressed) throws IOException {
    return SegmentCodec.decompress(new ByteArrayInputStream(compressed));
  }
}
