package io.edgemq.storage.wal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForcedBoundTest {
  private static final int STEP_BYTES = 65_536;

  @TempDir private Path root;
  private EpochDirectory epoch;

  @BeforeEach
  void makeEpoch() throws IOException {
    epoch = EpochDirectory.createNext(new LocalDisk(), root, new WalId("acme", "plant", 0));
  }

  @Test
  void itIsOneLine() throws IOException {
    try (ForcedBound bound = ForcedBound.create(epoch)) {
      bound.note(3, 123_456);
    }

    assertThat(epoch.path().resolve("forced")).hasContent("seg-00000003.wal 0000123456\n");
    assertThat(ForcedBound.read(epoch).forcedBytes(3)).isEqualTo(123_456);
    assertThat(ForcedBound.read(epoch).forcedBytes(2)).isZero();
  }

  @Test
  void smallStepsAreLeftOut() throws IOException {
    try (ForcedBound bound = ForcedBound.create(epoch)) {
      bound.note(1, 100);
      assertThat(ForcedBound.read(epoch).forcedBytes(1)).isEqualTo(100);
      bound.note(1, 99 + STEP_BYTES);
      assertThat(ForcedBound.read(epoch).forcedBytes(1)).isEqualTo(100);
      bound.note(1, 100 + STEP_BYTES);
      assertThat(ForcedBound.read(epoch).forcedBytes(1)).isEqualTo(100 + STEP_BYTES);
      bound.noteNow(1, 101 + STEP_BYTES);
      assertThat(ForcedBound.read(epoch).forcedBytes(1)).isEqualTo(101 + STEP_BYTES);
      bound.note(2, 5);
      assertThat(ForcedBound.read(epoch).forcedBytes(2)).isEqualTo(5);
      assertThat(ForcedBound.read(epoch).forcedBytes(1)).isZero();
    }
  }

  @Test
  void theLargestSegmentFitsTheLine() throws IOException {
    try (ForcedBound bound = ForcedBound.create(epoch)) {
      bound.note(99_999_999, 9_999_999_999L);
    }

    assertThat(ForcedBound.read(epoch).forcedBytes(99_999_999)).isEqualTo(9_999_999_999L);
  }

  @Test
  void withoutAFileNothingIsKnown() throws IOException {
    assertThat(ForcedBound.read(epoch).forcedBytes(1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "seg-00000001.wal 0000123456",
        "seg-00000001.wal 123456\n",
        "seg-00000001.wal 00001",
        "seg-00000001.wal -000123456\n",
        "seg-0000000a.wal 0000123456\n",
        "seg-00000001.wal 0000123456\nseg-00000001.wal 0000123456\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "\u00ff\u00fe"
      })
  void aLineThatIsNotWholeSaysNothing(String line) throws IOException {
    Files.write(ForcedBound.path(epoch), line.getBytes(ISO_8859_1));

    assertThat(ForcedBound.read(epoch).forcedBytes(1)).isZero();
  }
}
