package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.frame.SegmentScan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/// Writes frames as NDJSON, one object a line: file, offset, ts (milliseconds since the epoch),
/// format, topic (null for HTTP), and payload as text, or payload_base64 where it is not UTF-8.
/// What is damaged is told, and reading goes on behind it. One thread.
public final class FrameLines implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Consumer<String> damage;
  private final JsonGenerator json;
  private final FrameFields fields;

  /// @param out is closed with this
  /// @param damage hears one line for each stretch that cannot be read
  public FrameLines(OutputStream out, Consumer<String> damage) throws IOException {
    this.damage = damage;
    json =
        new JsonFactory()
            .createGenerator(new BufferedOutputStream(out, BUFFER_BYTES), JsonEncoding.UTF8);
    json.setRootValueSeparator(null); // every line is ended, the last too
    fields = new FrameFields(json);
  }

  /// Writes all frames of a segment.
  ///
  /// @param file its name, for the lines
  /// @return whether every byte belongs to a frame
  /// @throws IOException if the lines cannot be written
  public boolean write(String file, byte[] raw) throws IOException {
    SegmentScan scan = SegmentScan.of(raw, raw.length);
    int from = 0;
    for (SegmentScan.Gap gap : scan.gaps()) {
      frames(file, raw, from, gap.from());
      damage.accept(damage(file, gap));
      from = gap.to();
    }
    frames(file, raw, from, raw.length);
    return scan.isSound();
  }

  /// Hands on what has been written so far, and closes the stream.
  @Override
  public void close() throws IOException {
    json.close();
  }

  private void frames(String file, byte[] raw, int from, int to) throws IOException {
    var reader = new FrameReader(raw, from, to);
    while (reader.next()) {
      json.writeStartObject();
      json.writeStringField("file", file);
      json.writeNumberField("offset", reader.offset());
      fields.write(raw, reader);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /// What is told of a stretch that cannot be read.
  static String damage(String file, SegmentScan.Gap gap) {
    return "%s: offset %d: %d bytes are no frame (%s)"
        .formatted(file, gap.from(), gap.to() - gap.from(), reason(gap.stop()));
  }

  private static String reason(FrameReader.Stop stop) {
    return switch (stop) {
      case END -> "end";
      case LENGTH_TOO_SMALL -> "its length is too small";
      case OVERRUN -> "it runs past the end";
      case CHECKSUM -> "its checksum does not fit";
      case FORMAT -> "its format is unknown";
    };
  }
}
