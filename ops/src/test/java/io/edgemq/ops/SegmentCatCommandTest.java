package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.frame.FrameRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SegmentCatCommandTest {
  /// Bytes of each frame that [#threeFrames] adds: header, topic with its length, message.
  private static final int FRAME = 17 + 3 + 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  @TempDir private Path folder;
  private SmallStore store;

  @BeforeEach
  void makeStore() {
    store = new SmallStore(folder);
  }

  @Test
  void everyFrameIsALine() throws IOException {
    Path file =
        store.sealed(
            "plant",
            run -> {
              SmallStore.mqtt(run, "sensors/ä", "{\"t\":\"1\\n\"}");
              SmallStore.http(run, "line\n\u0001 …");
              SmallStore.mqtt(run, "raw", new byte[] {(byte) 0xC3, 0x28});
              SmallStore.mqtt(run, "none", "");
            });

    ProgramRun run = cat(file);

    String start = "{\"file\":\"" + file + "\",\"offset\":";
    assertThat(run.exitCode()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            start
                + "0,\"ts\":1700000000000,\"format\":3,\"topic\":\"sensors/ä\","
                + "\"payload\":\"{\\\"t\\\":\\\"1\\\\n\\\"}\"}\n"
                + start
                + "40,\"ts\":1700000000000,\"format\":0,\"topic\":null,"
                + "\"payload\":\"line\\n\\u0001 …\"}\n"
                + start
                + "67,\"ts\":1700000000000,\"format\":3,\"topic\":\"raw\","
                + "\"payload_base64\":\"wyg=\"}\n"
                + start
                + "91,\"ts\":1700000000000,\"format\":3,\"topic\":\"none\",\"payload\":\"\"}\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aCommittedSegmentHasTheSameFrames() throws IOException {
    Path epoch = store.commit("plant", SegmentCatCommandTest::threeFrames);

    assertThat(cat(epoch.resolve("segments/seg-00000001.wal.zst")).exitCode()).isZero();
    assertThat(offsets()).containsExactly(0, FRAME, 2 * FRAME);
  }

  @Test
  void damageIsToldAndReadingGoesOnBehindIt() throws IOException {
    Path file = store.sealed("plant", SegmentCatCommandTest::threeFrames);
    SmallStore.damage(file, FRAME + 20);

    ProgramRun run = cat(file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(offsets()).containsExactly(0, 2 * FRAME);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "edgemq: %s: offset %d: %d bytes are no frame (its checksum does not fit)"
                .formatted(file, FRAME, FRAME));
  }

  @Test
  void aTornTailIsTold() throws IOException {
    Path file = store.sealed("plant", SegmentCatCommandTest::threeFrames);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 2 * FRAME + 5));

    ProgramRun run = cat(file);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(offsets()).containsExactly(0, FRAME);
    assertThat(run.err()).contains("offset 44: 5 bytes are no frame (it runs past the end)");
  }

  @Test
  void filesThatCannotBeReadDoNotHideTheOthers() throws IOException {
    Path good = store.sealed("plant", SegmentCatCommandTest::threeFrames);
    Path noZstd = Files.writeString(folder.resolve("seg.wal.zst"), "not zstd at all");
    Path epoch = store.commit("lab", SegmentCatCommandTest::threeFrames);
    Path cut = epoch.resolve("segments/seg-00000001.wal.zst");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 20));

    ProgramRun run = cat(folder.resolve("none.wal"), noZstd, cut, folder, good);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(offsets()).hasSize(3);
    assertThat(run.err().lines())
        .satisfiesExactly(
            it -> assertThat(it).endsWith("none.wal: there is no such file"),
            it -> assertThat(it).contains("seg.wal.zst does not decompress: "),
            it -> assertThat(it).contains("seg-00000001.wal.zst does not decompress: "),
            it -> assertThat(it).endsWith("is a folder, not a segment file"));
  }

  @Test
  void aReaderThatHasEnoughIsNoFault() throws IOException {
    Path file =
        store.sealed(
            "plant",
            run -> {
              for (int i = 0; i < 5000; i++) {
                threeFrames(run);
              }
            });

    ProgramRun run = cat(new ClosedPipe(), file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void withoutAFileItIsWrongUsage() {
    assertThat(ProgramRun.of("segment").exitCode()).isEqualTo(2);
    assertThat(ProgramRun.of("segment").err()).contains("a command is missing");
    assertThat(ProgramRun.of("segment", "cat").exitCode()).isEqualTo(2);
  }

  private static void threeFrames(FrameRun run) {
    SmallStore.mqtt(run, "a", "11");
    SmallStore.mqtt(run, "b", "22");
    SmallStore.mqtt(run, "c", "33");
  }

  private ProgramRun cat(Path... files) {
    return cat(out, files);
  }

  private static ProgramRun cat(OutputStream out, Path... files) {
    String[] arguments = Arrays.stream(files).map(Path::toString).toArray(String[]::new);
    return ProgramRun.of(new CommandLine(new SegmentCatCommand(out)), arguments);
  }

  private List<Integer> offsets() {
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(it -> it.replaceFirst(".*\"offset\":(\\d+),.*", "$1"))
        .map(Integer::valueOf)
        .toList();
  }

  /// What `| head` leaves behind.
  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
