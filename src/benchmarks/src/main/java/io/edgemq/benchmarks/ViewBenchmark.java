package io.edgemq.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import io.edgemq.views.render.ViewOutcome;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.RowReader;
import io.edgemq.views.rows.RowSink;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
import org.openjdk.jmh.infra.Blackhole;

/// How fast a view of four columns is rendered in memory, with zstd at level 3, of messages of 120
/// bytes of JSON with seven members. An operation is a byte of JSON, so that `ops/us` reads as
/// MB/s.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ViewBenchmark {
  private static final int MESSAGES = 1 << 16;
  private static final int MESSAGE_BYTES = 120;
  private static final int SEGMENT_JSON_BYTES = MESSAGES * MESSAGE_BYTES;
  private static final int DEVICES = 1000;
  private static final long FIRST_TIMESTAMP_MS = 1_700_000_000_000L;
  private static final SegmentId ID =
      new SegmentId(new WalId("tenant", "endpoint", 0), "instance", 1, 1);

  private static final String BY_DATE =
      "    partition_by: [ { name: dt, expr: { json_path: $.at }, type: date } ]";
  private static final String BY_DEVICE =
      "    partition_by: [ { name: d, expr: { json_path: $.device }, type: varchar } ]";

  private static final SegmentRenderer RENDERER =
      new SegmentRenderer(
          RenderSettings.of(3, Path.of(System.getProperty("java.io.tmpdir"), "view-benchmark")));

  private static final List<ViewDefinition> ONE_FILE = views("parquet", "");
  private static final List<ViewDefinition> CSV = views("csv", "");
  private static final List<ViewDefinition> DATES = views("parquet", BY_DATE);
  private static final List<ViewDefinition> THOUSAND = views("parquet", BY_DEVICE);
  private static final List<ViewDefinition> SORTED = views("parquet", "    sort_by: [ device, n ]");

  private static List<ViewDefinition> views(String format, String layout) {
    String view =
        """
        name: readings
        version: 1
        format: json
        definition:
          columns:
            - { name: device, expr: { json_path: $.device }, type: varchar, required: true }
            - { name: temp, expr: { json_path: $.temp }, type: double }
            - { name: n, expr: { json_path: $.n }, type: bigint }
            - { name: at, expr: { json_path: $.at }, type: timestamp }
          output:
            format: %s
        %s
        """
            .formatted(format, layout);
    return switch (ViewReader.read(view.getBytes(UTF_8))) {
      case CheckedView.Valid(ViewDefinition definition) -> List.of(definition);
      case CheckedView.Faulty it -> throw new IllegalStateException(it.toString());
    };
  }

  /// A segment that is rendered again and again.
  @State(Scope.Thread)
  public static class Segment {
    private final byte[] raw;

    /// Made by JMH.
    public Segment() {
      var random = new Random(1);
      var run = new FrameRun();
      for (int i = 0; i < MESSAGES; i++) {
        String reading =
            "{\"device\":\"device-%03d\",\"temp\":%.2f,\"hum\":%d,\"n\":%d,\"at\":%d,\"ok\":true,\"fw\":\""
                .formatted(
                    random.nextInt(DEVICES),
                    random.nextInt(4000) / 100.0,
                    random.nextInt(100),
                    i,
                    FIRST_TIMESTAMP_MS + i * 10L);
        byte[] message =
            "%s%s\"}"
                .formatted(reading, "f".repeat(MESSAGE_BYTES - 2 - reading.length()))
                .toLowerCase(Locale.ROOT)
                .getBytes(UTF_8);
        run.addHttp(FIRST_TIMESTAMP_MS + i * 10L, message, 0, message.length);
      }
      FrameBatch frames = run.finish();
      raw = Arrays.copyOf(frames.bytes(), frames.length());
    }

    List<ViewOutcome> render(List<ViewDefinition> views, Blackhole files) throws IOException {
      return RENDERER.render(ID, raw, SegmentRenderer.Raw.NOT_WANTED, views, files::consume);
    }
  }

  /// Only the rows, without files.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewCounts> rows(Segment segment, Blackhole sink) throws IOException {
    var frames = new FrameReader(segment.raw, 0, segment.raw.length);
    var rows =
        new RowReader(
            ONE_FILE,
            ID,
            segment.raw,
            frames,
            new RowSink() {
              @Override
              public void row(int view, Row row) {
                sink.consume(row);
              }

              @Override
              public void deadLetter(int view, DeadLetter letter) {
                sink.consume(letter);
              }
            });
    while (frames.next()) {
      rows.readFrame();
    }
    return rows.counts();
  }

  /// One file.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewOutcome> oneFile(Segment segment, Blackhole files) throws IOException {
    return segment.render(ONE_FILE, files);
  }

  /// One file of CSV.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewOutcome> csv(Segment segment, Blackhole files) throws IOException {
    return segment.render(CSV, files);
  }

  /// One file, sorted.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewOutcome> sorted(Segment segment, Blackhole files) throws IOException {
    return segment.render(SORTED, files);
  }

  /// Partitions by day, of which there is one.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewOutcome> days(Segment segment, Blackhole files) throws IOException {
    return segment.render(DATES, files);
  }

  /// Partitions by device, of which there are a thousand.
  @Benchmark
  @OperationsPerInvocation(SEGMENT_JSON_BYTES)
  public List<ViewOutcome> devices(Segment segment, Blackhole files) throws IOException {
    return segment.render(THOUSAND, files);
  }
}
