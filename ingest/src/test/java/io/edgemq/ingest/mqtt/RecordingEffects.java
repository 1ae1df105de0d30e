package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes what a session wants done, one line each: `authenticate`, `append 1: topic=message`,
/// `write 20020000`, `close normal`.
final class RecordingEffects implements SessionEffects {
  private final List<String> lines = new ArrayList<>();
  private final List<FrameBatch> batches = new ArrayList<>();
  private @Nullable ConnectRequest request;

  @Override
  public void authenticate(ConnectRequest connect) {
    request = connect;
    lines.add("authenticate");
  }

  @Override
  public void append(FrameBatch batch, long sequence) {
    batches.add(batch);
    lines.add("append " + sequence + ": " + String.join(" ", messages(batch)));
  }

  @Override
  public void forbidden(int messages) {
    lines.add("forbidden " + messages);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    lines.add("write " + Hex.of(Arrays.copyOfRange(bytes, from, from + length)));
  }

  @Override
  public void close(CloseReason reason) {
    lines.add("close " + reason.label());
  }

  /// The lines since the last call.
  List<String> lines() {
    var taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  List<FrameBatch> batches() {
    return batches;
  }

  /// What the last CONNECT said.
  ConnectRequest request() {
    if (request == null) {
      throw new AssertionError("no CONNECT was read");
    }
    return request;
  }

  /// The frames of a batch as `topic=message`.
  static List<String> messages(FrameBatch batch) {
    var messages = new ArrayList<String>();
    var reader = new FrameReader(batch.bytes(), 0, batch.length());
    while (reader.next()) {
      messages.add(
          text(batch.bytes(), reader.topicFrom(), reader.topicBytes())
              + "="
              + text(batch.bytes(), reader.messageFrom(), reader.messageBytes()));
    }
    if (reader.stop() != FrameReader.Stop.END || messages.size() != batch.frames()) {
      throw new AssertionError("an unsound batch: " + reader.stop() + " at " + reader.offset());
    }
    return messages;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
