package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Power losses, sick disks and stores that cannot be reached, from seeds: whatever happens, what
/// was acknowledged is committed in the end. `-Dseed=` repeats one seed, `-Dseeds=` sets how many.
class EndpointLogCrashTest {
  private static final int CONTROL_SEEDS = 20;

  @TempDir private Path directory;

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.range(0, Long.getLong("seeds", 200)) : LongStream.of(only);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAcknowledgedIsCommittedInTheEnd(long seed) throws IOException {
    var story = new CrashStory(seed, directory, CrashStory.Planted.NOTHING);

    assertThat(story.wrongs()).isEmpty();
  }

  @Test
  void theStoriesAreNotEmpty() throws IOException {
    long acknowledged = 0;
    for (int seed = 0; seed < 10; seed++) {
      var story =
          new CrashStory(seed, directory.resolve("seed-" + seed), CrashStory.Planted.NOTHING);
      assertThat(story.wrongs()).isEmpty();
      acknowledged += story.acknowledgedFrames();
    }
    assertThat(acknowledged).isGreaterThan(1000);
  }

  @Test
  void controlAForceThatDoesNothingIsFoundOut() throws IOException {
    assertThat(lossesWith(onFiles(ForgetsToForce::new))).isPositive();
  }

  @Test
  void controlASecondForceOfTheSameFileIsFoundOut() throws IOException {
    assertThat(lossesWith(onFiles(ForcesAgain::new))).isPositive();
  }

  @Test
  void controlARecoveryThatCutsBelowWhatWasForcedIsFoundOut() throws IOException {
    assertThat(
            lossesWith(
                new CrashStory.Planted(
                    it -> it, it -> it, EndpointLogCrashTest::cutNewestSegmentsInHalf)))
        .isPositive();
  }

  @Test
  void controlAStoreThatOnlySaysItKeptTheObjectIsFoundOut() throws IOException {
    assertThat(lossesWith(new CrashStory.Planted(it -> it, ForgetsEveryTenth::new, _ -> {})))
        .isPositive();
  }

  /// How many stories end with an acknowledged frame lost.
  private long lossesWith(CrashStory.Planted planted) throws IOException {
    long losses = 0;
    for (int seed = 0; seed < CONTROL_SEEDS; seed++) {
      List<String> wrongs =
          new CrashStory(seed, directory.resolve("seed-" + seed), planted).wrongs();
      if (wrongs.stream().anyMatch(it -> it.endsWith("is lost"))) {
        losses++;
      }
    }
    return losses;
  }

  private static CrashStory.Planted onFiles(UnaryOperator<LogFile> files) {
    return new CrashStory.Planted(disk -> new OtherFiles(disk, files), it -> it, _ -> {});
  }

  private static void cutNewestSegmentsInHalf(DataDirectory data) throws IOException {
    for (EpochDirectory epoch : data.epochs()) {
      List<Integer> segments = epoch.segments();
      if (!segments.isEmpty()) {
        Path newest = epoch.segmentPath(segments.getLast());
        try (FileChannel channel = FileChannel.open(newest, StandardOpenOption.WRITE)) {
          channel.truncate(Files.size(newest) / 2);
        }
      }
    }
  }

  /// A disk whose files are others than they should be.
  private record OtherFiles(LogDisk disk, UnaryOperator<LogFile> files) implements LogDisk {
    @Override
    public LogFile create(Path path) throws IOException {
      return files.apply(disk.create(path));
    }

    @Override
    public void delete(Path path) throws IOException {
      disk.delete(path);
    }

    @Override
    public void forceName(Path entry) throws IOException {
      disk.forceName(entry);
    }
  }

  /// Acknowledges what is in memory only.
  private static final class ForgetsToForce extends PassingFile {
    ForgetsToForce(LogFile file) {
      super(file);
    }

    @Override
    public void force() {}
  }

  /// Believes a force that comes after a failed one.
  private static final class ForcesAgain extends PassingFile {
    ForcesAgain(LogFile file) {
      super(file);
    }

    @Override
    public void force() throws IOException {
      try {
        super.force();
      } catch (IOException e) {
        super.force();
      }
    }
  }

  private abstract static class PassingFile implements LogFile {
    private final LogFile file;

    PassingFile(LogFile file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return file.write(source);
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      file.truncate(bytes);
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /// Says `Created` of every tenth object and keeps nothing of it.
  private static final class ForgetsEveryTenth implements ObjectStore {
    private final ObjectStore store;
    private int puts;

    ForgetsEveryTenth(ObjectStore store) {
      this.store = store;
    }

    @Override
    public PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
      return ++puts % 10 == 0 ? new PutOutcome.Created() : store.putIfAbsent(key, content);
    }

    @Override
    public InputStream open(String key) throws IOException {
      return store.open(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
      return store.list(prefix);
    }
  }
}
