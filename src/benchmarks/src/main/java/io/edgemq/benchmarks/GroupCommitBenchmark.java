package io.edgemq.benchmarks;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it takes until a group of batches is durable: [EndpointLog] on a real disk, one force per
/// group. Segments grow to 64 MiB, as they do under load, and are deleted when they are sealed, as
/// when they are shipped. With `-t 4` four endpoints share the disk.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GroupCommitBenchmark {
  /// A log, and the group that is committed to it again and again.
  @State(Scope.Thread)
  public static class Log {
    private static final long SEGMENT_BYTES = 64 << 20;

    /// Batches in a group: a batch is what one connection sent in one chunk.
    @Param({"1", "16", "256"})
    int batches;

    /// Bytes of a batch: a message of 100 bytes, or a chunk full of them.
    @Param({"150", "8192"})
    int batchBytes;

    private @Nullable TemporaryFolder folder;
    private @Nullable EndpointLog log;
    private @Nullable FrameBatch batch;

    /// Opens the log.
    @Setup
    public void open() throws IOException {
      TemporaryFolder opened = TemporaryFolder.create();
      folder = opened;
      log =
          EndpointLog.open(
              new LocalDisk(),
              opened.path(),
              new WalId("tenant", "endpoint", 0),
              "instance",
              new SealPolicy(SEGMENT_BYTES, Duration.ofHours(1), SEGMENT_BYTES),
              SyncMode.ALWAYS,
              InstantSource.system(),
              new Deleting());
      var run = new FrameRun();
      run.addHttp(
          System.currentTimeMillis(), new byte[batchBytes], 0, batchBytes - Frame.HEADER_BYTES);
      batch = run.finish();
    }

    /// Closes the log and removes its files.
    @TearDown
    public void close() throws IOException {
      Objects.requireNonNull(log).close();
      Objects.requireNonNull(folder).close();
    }
  }

  private static final class Deleting implements EndpointLog.Listener {
    @Override
    public void sealed(SealedSegment segment) {
      try {
        Files.delete(segment.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void diskFailed(Path file, IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Adds a group and makes it durable.
  ///
  /// @return bytes in the open segment
  @Benchmark
  public long commit(Log state) throws IOException {
    EndpointLog log = Objects.requireNonNull(state.log);
    FrameBatch batch = Objects.requireNonNull(state.batch);
    for (int added = 0; added < state.batches; added++) {
      log.add(batch);
    }
    log.commit();
    log.sealIfDue(false);
    return log.openBytes();
  }
}
