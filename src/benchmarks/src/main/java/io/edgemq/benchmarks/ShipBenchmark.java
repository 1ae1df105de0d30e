package io.edgemq.benchmarks;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How fast [SegmentShipper] takes segments off the disk: read from the page cache, scan, zstd at
/// level 3, SHA-256, put into a store in memory, delete. An operation is a byte before compression,
/// so that `ops/us` reads as MB/s.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ShipBenchmark {
  private static final int MIB = 1 << 20;
  private static final int ZSTD_LEVEL = 3;
  private static final String INSTANCE = "instance";

  /// A segment of 1 MiB.
  public static class OneMiB extends Sealed {
    /// Made by JMH.
    public OneMiB() {
      super(MIB);
    }
  }

  /// A segment of 8 MiB.
  public static class EightMiB extends Sealed {
    /// Made by JMH.
    public EightMiB() {
      super(8 * MIB);
    }
  }

  /// A sealed segment that is shipped again and again.
  @State(Scope.Thread)
  public abstract static class Sealed {
    private final FrameBatch frames;
    private @Nullable TemporaryFolder folder;

    Sealed(int bytes) {
      frames = Readings.segment(bytes);
    }

    /// Lays the segment down.
    @Setup
    public void create() throws IOException {
      TemporaryFolder created = TemporaryFolder.create();
      folder = created;
      try (OutputStream out = Files.newOutputStream(created.path().resolve("original"))) {
        out.write(frames.bytes(), 0, frames.length());
      }
    }

    /// Removes the files.
    @TearDown
    public void remove() throws IOException {
      Objects.requireNonNull(folder).close();
    }

    SegmentShipper.Shipped ship() throws IOException {
      Path original = Objects.requireNonNull(folder).path().resolve("original");
      Path path = original.resolveSibling("seg-00000001.wal");
      Files.createLink(path, original); // the shipper deletes what it has shipped
      var segment =
          new SealedSegment(
              new SegmentId(new WalId("tenant", "endpoint", 0), INSTANCE, 1, 1),
              path,
              frames.length(),
              frames.frames(),
              frames.firstTimestampMs(),
              frames.lastTimestampMs(),
              SealReason.SIZE,
              Instant.EPOCH,
              0);
      InstantSource clock = InstantSource.system();
      var shipper =
          new SegmentShipper(
              new MemoryObjectStore(),
              new ObjectKeys("local"),
              new SegmentRecovery(new LocalDisk(), INSTANCE, clock),
              clock,
              ZSTD_LEVEL);
      return shipper.ship(segment);
    }
  }

  /// Ships a segment of 1 MiB.
  @Benchmark
  @OperationsPerInvocation(MIB)
  public SegmentShipper.Shipped oneMiB(OneMiB segment) throws IOException {
    return segment.ship();
  }

  /// Ships a segment of 8 MiB.
  @Benchmark
  @OperationsPerInvocation(8 * MIB)
  public SegmentShipper.Shipped eightMiB(EightMiB segment) throws IOException {
    return segment.ship();
  }
}
