package io.edgemq.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import io.edgemq.ingest.http.body.BodyLimits;
import io.edgemq.ingest.http.body.BodyOutcome;
import io.edgemq.ingest.http.body.IngestBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
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

/// What [IngestBody] takes per record of 100 bytes, from the bytes of a request that has 100 of
/// them to frames. Without HTTP, log and threads.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(BodyBenchmark.RECORDS)
public class BodyBenchmark {
  static final int RECORDS = 100;
  private static final int RECORD_BYTES = 100;
  private static final int SMALL_CHUNK_BYTES = 1460;
  private static final long TIMESTAMP_MS = 1_700_000_000_000L;

  /// The same readings as bodies of each kind.
  @State(Scope.Thread)
  public static class Requests {
    private final byte[] lines = bytes("", "\n", "\n");
    private final byte[] array = bytes("[", ",", "]");
    private final byte[] gzip = gzip(lines);
    private final byte[] zstd = Zstd.compress(lines);

    private static byte[] bytes(String before, String between, String behind) {
      var random = new Random(1);
      return IntStream.range(0, RECORDS)
          .mapToObj(it -> reading(it, random))
          .collect(Collectors.joining(between, before, behind))
          .getBytes(UTF_8);
    }

    private static String reading(int number, Random random) {
      String reading =
          "{\"device\":\"sensor-%04d\",\"temp\":%.3f,\"humidity\":%.3f,\"seq\":%d,\"note\":\""
              .formatted(random.nextInt(1000), random.nextDouble(40), random.nextDouble(), number);
      return reading + "x".repeat(RECORD_BYTES - reading.length() - 2) + "\"}";
    }

    private static byte[] gzip(byte[] bytes) {
      var out = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }
  }

  private static BodyOutcome take(
      String contentType, @Nullable String encoding, byte[] sent, int chunkBytes) {
    try (var body = IngestBody.begin(contentType, encoding, BodyLimits.DEFAULT, TIMESTAMP_MS)) {
      for (int at = 0; at < sent.length; at += chunkBytes) {
        body.feed(sent, at, Math.min(chunkBytes, sent.length - at));
      }
      return body.finish();
    }
  }

  /// Lines in one chunk.
  @Benchmark
  public BodyOutcome lines(Requests requests) {
    return take("application/x-ndjson", null, requests.lines, requests.lines.length);
  }

  /// Lines in chunks of a network packet each.
  @Benchmark
  public BodyOutcome linesInSmallChunks(Requests requests) {
    return take("application/x-ndjson", null, requests.lines, SMALL_CHUNK_BYTES);
  }

  /// Lines that are compressed.
  @Benchmark
  public BodyOutcome linesInGzip(Requests requests) {
    return take("application/x-ndjson", "gzip", requests.gzip, requests.gzip.length);
  }

  /// The same in zstd.
  @Benchmark
  public BodyOutcome linesInZstd(Requests requests) {
    return take("application/x-ndjson", "zstd", requests.zstd, requests.zstd.length);
  }

  /// Elements of a JSON array.
  @Benchmark
  public BodyOutcome jsonArray(Requests requests) {
    return take("application/json", null, requests.array, requests.array.length);
  }
}
