package io.edgemq.benchmarks;

import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.mqtt.ConnectRequest;
import io.edgemq.ingest.mqtt.Grant;
import io.edgemq.ingest.mqtt.MqttSession;
import io.edgemq.ingest.mqtt.PublishLimits;
import io.edgemq.ingest.mqtt.ServerTerms;
import io.edgemq.ingest.mqtt.SessionEffects;
import io.edgemq.ingest.mqtt.SessionLimits;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What [MqttSession] takes per message, from bytes to a batch of frames and, once that is durable,
/// to the bytes of its PUBACKs. Without socket, log and threads.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(Publishes.PACKETS)
public class SessionBenchmark {
  /// A connected client.
  @State(Scope.Thread)
  public static class Connected {
    private static final int MIB = 1 << 20;

    private static final byte[] CONNECT =
        HexFormat.of().parseHex("100d00044d5154540402003c000161"); // client id a, keep alive 60 s

    final byte[] qos1 = Publishes.chunk(1);
    private final byte[] qos0 = Publishes.chunk(0);
    private final Recorder effects = new Recorder();
    private final MqttSession session =
        new MqttSession(
            new SessionLimits(MIB, 1024, 4096, MIB, new ServerTerms(1024, 16, 0)),
            InstantSource.system(),
            effects);

    /// Made by JMH.
    public Connected() {
      this(TopicFilters.ALL);
    }

    private Connected(TopicFilters topics) {
      session.received(CONNECT, 0, CONNECT.length);
      session.accepted(
          new Grant(new PublishLimits(1, MIB, topics, false), MIB, AckLevel.DURABLE, ""));
    }

    /// Receives `chunk` in parts of `partBytes`; the log answers each batch at once.
    long receive(byte[] chunk, int partBytes) {
      for (int from = 0; from < chunk.length; from += partBytes) {
        session.received(chunk, from, from + partBytes);
        session.acknowledged(effects.sequence);
      }
      return effects.framesAndAcks;
    }
  }

  /// A client whose topics are in the second filter of its plan and in the one of its key.
  @State(Scope.Thread)
  public static class HeldToTopics extends Connected {
    private static final byte[] NAME = {'a'};

    /// Made by JMH.
    public HeldToTopics() {
      super(
          TopicFilters.of(
              List.of(List.of("plant/line-1/#", "plant/+/#"), List.of("plant/line-3/+")),
              NAME,
              null));
    }
  }

  /// Keeps what it is told, so that none of it can be left out.
  @SuppressWarnings("UnusedVariable") // kept and never read
  private static final class Recorder implements SessionEffects {
    private long sequence;
    private long framesAndAcks;
    private @Nullable FrameBatch lastBatch;
    private byte @Nullable [] lastWritten;

    @Override
    public void authenticate(ConnectRequest request) {}

    @Override
    public void append(FrameBatch batch, long batchSequence) {
      sequence = batchSequence;
      framesAndAcks += batch.frames();
      lastBatch = batch;
    }

    @Override
    public void forbidden(int messages) {
      throw new IllegalStateException("messages were forbidden: " + messages);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      framesAndAcks += length;
      lastWritten = bytes;
    }

    @Override
    public void close(CloseReason reason) {
      throw new IllegalStateException("the session ended: " + reason);
    }
  }

  /// 64 messages in one chunk of 8 KiB: one batch, one write of PUBACKs.
  @Benchmark
  public long qos1(Connected client) {
    return client.receive(client.qos1, Publishes.CHUNK_BYTES);
  }

  /// The same without PUBACKs.
  @Benchmark
  public long qos0(Connected client) {
    return client.receive(client.qos0, Publishes.CHUNK_BYTES);
  }

  /// With a topic to check for each message.
  @Benchmark
  public long qos1HeldToTopics(HeldToTopics client) {
    return client.receive(client.qos1, Publishes.CHUNK_BYTES);
  }

  /// In chunks of half a packet: every message is put together first, and is a batch of its own.
  @Benchmark
  public long qos1InSmallChunks(Connected client) {
    return client.receive(client.qos1, Publishes.PACKET_BYTES / 2);
  }
}
