package io.edgemq.benchmarks;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.frame.SegmentScan;
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

/// What making and reading frames takes: per message of 100 bytes, and per segment.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
  private static final int FRAME_BYTES =
      Frame.HEADER_BYTES
          + Frame.TOPIC_LENGTH_BYTES
          + Publishes.TOPIC_BYTES_QOS_1
          + Publishes.MESSAGE_BYTES;
  private static final long TIMESTAMP_MS = 1_700_000_000_000L;

  /// Received messages, and the same as frames.
  @State(Scope.Thread)
  public static class Messages {
    private final byte[] chunk = Publishes.chunk(1);
    private final FrameRun run = new FrameRun();
    private final FrameBatch batch = add();

    private FrameBatch add() {
      run.expect(Publishes.PACKETS * FRAME_BYTES);
      for (int packet = 0; packet < chunk.length; packet += Publishes.PACKET_BYTES) {
        run.addMqtt(
            TIMESTAMP_MS,
            chunk,
            packet + Publishes.TOPIC_AT,
            Publishes.TOPIC_BYTES_QOS_1,
            packet + Publishes.PACKET_BYTES - Publishes.MESSAGE_BYTES,
            Publishes.MESSAGE_BYTES);
      }
      return run.finish();
    }
  }

  /// A segment of 1 MiB.
  @State(Scope.Thread)
  public static class Segment {
    private final FrameBatch frames = Readings.segment(1 << 20);
  }

  /// Adds a message to a run; a 64th of a new array and of the batch is in it.
  @Benchmark
  @OperationsPerInvocation(Publishes.PACKETS)
  public FrameBatch addMqtt(Messages messages) {
    return messages.add();
  }

  /// Reads a message, checksum and all.
  @Benchmark
  @OperationsPerInvocation(Publishes.PACKETS)
  public long read(Messages messages) {
    var reader = new FrameReader(messages.batch.bytes(), 0, messages.batch.length());
    long sum = 0;
    while (reader.next()) {
      sum += reader.timestampMs() + reader.topicBytes() + reader.messageBytes();
    }
    return sum;
  }

  /// Scans a segment of 1 MiB.
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public SegmentScan scanOneMiB(Segment segment) {
    return SegmentScan.of(segment.frames.bytes(), segment.frames.length());
  }
}
