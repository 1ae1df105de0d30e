package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Frames through views, and what came of them as text.
final class Rendering implements RowSink {
  static final SegmentId ID = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 12, 34);

  /// One line for each row and dead letter: `row 0 [a, b] [dt]`, `dead 0 column reason detail`.
  final List<String> lines = new ArrayList<>();

  /// The items of the dead letters, -1 where the whole message is one.
  final List<Integer> items = new ArrayList<>();

  List<ViewCounts> counts = List.of();

  private Rendering() {}

  static ViewDefinition view(String yaml) {
    CheckedView checked = ViewReader.read(yaml.getBytes(UTF_8));
    assertThat(checked).isInstanceOf(CheckedView.Valid.class);
    return ((CheckedView.Valid) checked).definition();
  }

  static Rendering of(List<ViewDefinition> views, FrameRun run) {
    var rendering = new Rendering();
    try {
      rendering.counts = read(views, run, rendering).counts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rendering;
  }

  /// Reads all frames.
  static RowReader read(List<ViewDefinition> views, FrameRun run, RowSink sink) throws IOException {
    byte[] bytes = Batches.bytes(run.finish());
    var frames = new FrameReader(bytes, 0, bytes.length);
    var reader = new RowReader(views, ID, bytes, frames, sink);
    while (frames.next()) {
      reader.readFrame();
    }
    assertThat(frames.stop()).isEqualTo(FrameReader.Stop.END);
    return reader;
  }

  static FrameRun http(byte[]... messages) {
    var run = new FrameRun();
    for (byte[] message : messages) {
      run.addHttp(Batches.TIMESTAMP_MS, message, 0, message.length);
    }
    return run;
  }

  static FrameRun http(String... messages) {
    var run = new FrameRun();
    for (String message : messages) {
      byte[] bytes = message.getBytes(UTF_8);
      run.addHttp(Batches.TIMESTAMP_MS, bytes, 0, bytes.length);
    }
    return run;
  }

  static void mqtt(FrameRun run, String topic, String message) {
    byte[] name = topic.getBytes(UTF_8);
    byte[] bytes = message.getBytes(UTF_8);
    run.addMqtt(Batches.TIMESTAMP_MS, name, 0, name.length, bytes, 0, bytes.length);
  }

  @Override
  public void row(int view, Row row) {
    lines.add("row %d %s %s".formatted(view, texts(row.values()), texts(row.partitions())));
  }

  @Override
  public void deadLetter(int view, DeadLetter letter) {
    items.add(letter.item().orElse(-1));
    lines.add(
        "dead %d %s %s %s"
            .formatted(
                view, letter.column().orElse("-"), letter.reason().label(), letter.detail()));
  }

  private static List<String> texts(List<@Nullable Object> values) {
    return values.stream().map(it -> it == null ? "NULL" : Texts.of(it)).toList();
  }
}
