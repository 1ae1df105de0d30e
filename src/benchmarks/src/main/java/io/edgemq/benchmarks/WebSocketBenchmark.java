package io.edgemq.benchmarks;

import io.edgemq.ingest.websocket.FrameDecoder;
import java.nio.ByteBuffer;
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

/// What the frames of WebSocket cost beside plain TCP, per message. Frames are taken apart in their
/// chunk, which is not a chunk of frames any more then: each time they are copied first, which
/// [#copy] measures by itself.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(WebSocketBenchmark.PACKETS)
public class WebSocketBenchmark {
  static final int PACKETS = 8 * Publishes.PACKETS;
  private static final int CHUNK_BYTES = PACKETS * Publishes.PACKET_BYTES;

  /// Some 64 KiB of masked frames (RFC 6455, section 5.2).
  @State(Scope.Thread)
  public static class Chunks {
    private static final int BINARY = 0x82;
    private static final int LENGTH_16 = 0x80 | 126;
    private static final int LENGTH_64 = 0x80 | 127;
    private static final int MASK = 0x37FA213D;
    private static final int HEADERS_BYTES_MAX = PACKETS * (2 + Short.BYTES + Integer.BYTES);

    private final byte[] frameOfEach = frames(Publishes.PACKET_BYTES);
    private final byte[] frameOfAll = frames(CHUNK_BYTES);
    private final byte[] chunk = new byte[frameOfEach.length];
    private final FrameDecoder decoder = new FrameDecoder(CHUNK_BYTES);

    /// As many messages in each frame as fit into `frameBytes`.
    private static byte[] frames(int frameBytes) {
      byte[] packets = Publishes.chunk(1);
      ByteBuffer frames = ByteBuffer.allocate(CHUNK_BYTES + HEADERS_BYTES_MAX);
      for (int at = 0; at < CHUNK_BYTES; at++) {
        int inFrame = at % frameBytes;
        if (inFrame == 0) {
          frames.put((byte) BINARY);
          if (frameBytes <= 0xFFFF) {
            frames.put((byte) LENGTH_16).putShort((short) frameBytes);
          } else {
            frames.put((byte) LENGTH_64).putLong(frameBytes);
          }
          frames.putInt(MASK);
        }
        int mask = MASK >>> (24 - inFrame % 4 * 8);
        frames.put((byte) (packets[at % packets.length] ^ mask));
      }
      byte[] exact = new byte[frames.flip().remaining()];
      frames.get(exact);
      return exact;
    }

    private int copy(byte[] frames) {
      System.arraycopy(frames, 0, chunk, 0, frames.length);
      return frames.length;
    }

    private int decode(byte[] frames) {
      return decoder.decode(chunk, 0, copy(frames));
    }
  }

  /// A frame for each message, as clients have it that send one at a time.
  @Benchmark
  public int frameOfEach(Chunks client) {
    return client.decode(client.frameOfEach);
  }

  /// One frame with all messages.
  @Benchmark
  public int frameOfAll(Chunks client) {
    return client.decode(client.frameOfAll);
  }

  /// Only the copying, to be subtracted.
  @Benchmark
  public byte[] copy(Chunks client) {
    client.copy(client.frameOfEach);
    return client.chunk;
  }
}
