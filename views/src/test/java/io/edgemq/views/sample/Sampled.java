package io.edgemq.views.sample;

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
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Reason;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.RowReader;
import io.edgemq.views.rows.RowSink;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Samples, what is proposed for them, and what the proposal makes of them.
final class Sampled implements RowSink {
  private final FrameRun run = new FrameRun();
  private final Inference inference = new Inference();
  final List<Row> rows = new ArrayList<>();
  final List<DeadLetter> letters = new ArrayList<>();

  static Sampled of(String... messages) {
    var sampled = new Sampled();
    for (String message : messages) {
      sampled.http(message.getBytes(UTF_8));
    }
    return sampled;
  }

  Sampled http(byte[] message) {
    run.addHttp(Batches.TIMESTAMP_MS, message, 0, message.length);
    inference.add(message, 0, message.length, Optional.empty());
    return this;
  }

  Sampled mqtt(String topic, String message) {
    byte[] name = topic.getBytes(UTF_8);
    byte[] bytes = message.getBytes(UTF_8);
    run.addMqtt(Batches.TIMESTAMP_MS, name, 0, name.length, bytes, 0, bytes.length);
    inference.add(bytes, 0, bytes.length, Optional.of(topic));
    return this;
  }

  Inference inference() {
    return inference;
  }

  Proposal proposal() {
    return inference.propose("v", Optional.empty()).orElseThrow();
  }

  /// The lines of the columns, without blanks before them.
  List<String> columns() {
    List<String> lines = proposal().yaml().lines().map(String::strip).toList();
    return lines.subList(lines.indexOf("columns:") + 1, lines.size()).stream()
        .takeWhile(it -> it.startsWith("- ") || it.startsWith("# "))
        .filter(it -> !it.startsWith("# rescue"))
        .toList();
  }

  ViewDefinition definition() {
    String yaml = proposal().yaml();
    CheckedView checked = ViewReader.read(yaml.getBytes(UTF_8));
    assertThat(checked).as(yaml).isInstanceOf(CheckedView.Valid.class);
    return ((CheckedView.Valid) checked).definition();
  }

  /// Reads the samples with the proposal, once.
  ViewCounts read() throws IOException {
    byte[] bytes = Batches.bytes(run.finish());
    var frames = new FrameReader(bytes, 0, bytes.length);
    var id = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 1, 1);
    var reader = new RowReader(List.of(definition()), id, bytes, frames, this);
    while (frames.next()) {
      reader.readFrame();
    }
    assertThat(reader.error(0)).isEmpty();
    return reader.counts().getFirst();
  }

  /// Those that are not for want of JSON.
  List<DeadLetter> unexpected() {
    return letters.stream().filter(it -> it.reason() != Reason.NOT_JSON).toList();
  }

  @Override
  public void row(int view, Row row) {
    rows.add(row);
  }

  @Override
  public void deadLetter(int view, DeadLetter letter) {
    letters.add(letter);
  }
}
