package io.edgemq.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.RenderedFile;
import io.edgemq.views.render.SegmentRenderer;
import io.edgemq.views.render.ViewOutcome;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Readings of devices, as segments and as lines, and what EdgeMQ makes of the segments. A reading
/// has about 120 bytes of JSON with seven members, of which the view has four.
final class ViewRun {
  private static final int DEVICES = 1000;
  private static final long FIRST_TIMESTAMP_MS = 1_700_000_000_000L;
  private static final long MILLIS_BETWEEN = 7;
  private static final int ZSTD_LEVEL = 3;

  private static final String VIEW =
      """
      name: readings
      version: 1
      format: json
      definition:
        columns:
          - { name: device, expr: { json_path: $.device }, type: varchar }
          - { name: temp, expr: { json_path: $.temp }, type: double }
          - { name: n, expr: { json_path: $.n }, type: bigint }
          - { name: at, expr: { json_path: $.at }, type: timestamp }
        output: { format: parquet }
      """;

  private ViewRun() {}

  /// Makes segment files `1.seg` and so on, and `messages.ndjson`, each message a line.
  ///
  /// @return bytes of all messages, without ends of lines
  static long make(Path folder, int messages, int segmentBytes) throws IOException {
    var random = new Random(1);
    var run = new FrameRun();
    int segments = 0;
    long bytes = 0;
    try (var lines =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve("messages.ndjson")))) {
      for (int i = 0; i < messages; i++) {
        long timestampMs = FIRST_TIMESTAMP_MS + i * MILLIS_BETWEEN;
        int device = random.nextInt(DEVICES);
        byte[] topic = "site/%d/sensor/%04d".formatted(device % 10, device).getBytes(US_ASCII);
        byte[] message = message(i, device, timestampMs, random);
        run.expect(segmentBytes);
        run.addMqtt(timestampMs, topic, 0, topic.length, message, 0, message.length);
        lines.write(message);
        lines.write('\n');
        bytes += message.length;
        if (run.length() + 2 * (topic.length + message.length) > segmentBytes) {
          lay(folder, ++segments, run);
        }
      }
    }
    if (!run.isEmpty()) {
      lay(folder, ++segments, run);
    }
    return bytes;
  }

  private static byte[] message(int i, int device, long timestampMs, Random random) {
    return String.format(
            Locale.ROOT,
            "{\"device\":\"sensor-%04d\",\"temp\":%.2f,\"hum\":%d,\"n\":%d,"
                + "\"at\":\"%s\",\"ok\":%b,\"fw\":\"2.%d.%d-rc1\"}",
            device,
            random.nextInt(-1000, 4000) / 100.0,
            random.nextInt(100),
            i,
            Instant.ofEpochMilli(timestampMs),
            random.nextInt(50) != 0,
            device % 5,
            device % 7)
        .getBytes(UTF_8);
  }

  private static void lay(Path folder, int segment, FrameRun run) throws IOException {
    FrameBatch frames = run.finish();
    try (OutputStream out = Files.newOutputStream(folder.resolve(segment + ".seg"))) {
      out.write(frames.bytes(), 0, frames.length());
    }
  }

  /// Renders the segments in a folder, one after the other, each to a Parquet file in another one.
  static void render(Path folder, Path to) throws IOException {
    ViewDefinition view = view();
    var renderer = new SegmentRenderer(RenderSettings.of(ZSTD_LEVEL, to.resolve("spill")));
    for (Path segment : segments(folder)) {
      String name = segment.getFileName().toString().replace(".seg", "");
      var id =
          new SegmentId(new WalId("tenant", "endpoint", 0), "instance", 1, Integer.parseInt(name));
      List<ViewOutcome> outcomes =
          renderer.render(
              id,
              Files.readAllBytes(segment),
              SegmentRenderer.Raw.NOT_WANTED,
              List.of(view),
              file -> put(to, name, file));
      if (outcomes.getFirst().counts().deadLettered() > 0) {
        throw new IllegalStateException("dead letters in " + segment);
      }
    }
  }

  private static ViewDefinition view() {
    return switch (ViewReader.read(VIEW.getBytes(UTF_8))) {
      case CheckedView.Valid(ViewDefinition definition) -> definition;
      case CheckedView.Faulty it -> throw new IllegalStateException(it.toString());
    };
  }

  private static List<Path> segments(Path folder) throws IOException {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.seg")) {
      all.forEach(segments::add);
    }
    Collections.sort(segments);
    return segments;
  }

  private static void put(Path to, String name, RenderedFile file) throws IOException {
    try (OutputStream out = Files.newOutputStream(to.resolve(name + ".parquet"))) {
      out.write(file.file().bytes(), 0, file.file().length());
    }
  }
}
