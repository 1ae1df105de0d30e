package io.edgemq.views.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row as a reader shows it.
///
/// @param payload hex, or its hash where that would be long
record Row(
    long timestampMs, int format, @Nullable String topic, String payload, long segmentOffset) {
  private static final int SHOWN_BYTES_MAX = 300;

  static Row of(
      long timestampMs, int format, @Nullable String topic, byte[] payload, long segmentOffset) {
    String shown =
        payload.length <= SHOWN_BYTES_MAX
            ? HexFormat.of().formatHex(payload)
            : payload.length + " bytes, hash " + Arrays.hashCode(payload);
    return new Row(timestampMs, format, topic, shown, segmentOffset);
  }

  /// What the frames of a segment are to become.
  static List<Row> of(byte[] segment) {
    var rows = new ArrayList<Row>();
    var frames = new FrameReader(segment, 0, segment.length);
    while (frames.next()) {
      @Nullable String topic =
          frames.format() == Frame.FORMAT_MQTT
              ? new String(segment, frames.topicFrom(), frames.topicBytes(), UTF_8)
              : null;
      byte[] payload =
          Arrays.copyOfRange(
              segment, frames.messageFrom(), frames.messageFrom() + frames.messageBytes());
      rows.add(of(frames.timestampMs(), frames.format(), topic, payload, frames.offset()));
    }
    return rows;
  }
}
