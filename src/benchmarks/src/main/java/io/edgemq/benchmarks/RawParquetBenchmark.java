package io.edgemq.benchmarks;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How fast a segment of readings becomes raw Parquet in memory, with zstd at level 3. An operation
/// is a byte of the raw segment, so that `ops/us` reads as MB/s.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class RawParquetBenchmark {
  private static final int MIB = 1 << 20;
  private static final SegmentId ID =
      new SegmentId(new WalId("tenant", "endpoint", 0), "instance", 1, 1);

  private static final SegmentRenderer RENDERER =
      new SegmentRenderer(RenderSettings.of(3, Path.of("nothing-is-spilled")));

  /// A segment of 1 MiB.
  public static class OneMiB extends Segment {
    /// Made by JMH.
    public OneMiB() {
      super(MIB);
    }
  }

  /// A segment of 8 MiB.
  public static class EightMiB extends Segment {
    /// Made by JMH.
    public EightMiB() {
      super(8 * MIB);
    }
  }

  /// A segment that is rendered again and again.
  @State(Scope.Thread)
  public abstract static class Segment {
    private final byte[] raw;

    Segment(int bytes) {
      FrameBatch frames = Readings.segment(bytes);
      raw = Arrays.copyOf(frames.bytes(), frames.length());
    }

    FinishedFile render() throws IOException {
      List<FinishedFile> files = new ArrayList<>();
      RENDERER.render(ID, raw, SegmentRenderer.Raw.WANTED, List.of(), it -> files.add(it.file()));
      return files.getFirst();
    }
  }

  /// Renders a segment of 1 MiB.
  @Benchmark
  @OperationsPerInvocation(MIB)
  public FinishedFile oneMiB(OneMiB segment) throws IOException {
    return segment.render();
  }

  /// Renders a segment of 8 MiB.
  @Benchmark
  @OperationsPerInvocation(8 * MIB)
  public FinishedFile eightMiB(EightMiB segment) throws IOException {
    return segment.render();
  }
}
