package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What lines of NDJSON say of a frame, wherever it is from: ts (milliseconds since the epoch),
/// format, topic (null for HTTP), and payload as text, or payload_base64 where it is not UTF-8. One
/// thread.
public final class FrameFields {
  private static final int TEXT_CHARS = 64 << 10;

  private final JsonGenerator json;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private CharBuffer text = CharBuffer.allocate(TEXT_CHARS);

  /// @param json that the fields are written to, in the object that is open then
  public FrameFields(JsonGenerator json) {
    this.json = json;
  }

  /// Writes the fields of the frame that the reader is at.
  ///
  /// @param raw the bytes that it reads
  public void write(byte[] raw, FrameReader frame) throws IOException {
    json.writeNumberField("ts", frame.timestampMs());
    json.writeNumberField("format", frame.format());
    topic(raw, frame);
    payload(raw, frame.messageFrom(), frame.messageBytes());
  }

  private void topic(byte[] raw, FrameReader frame) throws IOException {
    if (frame.format() == Frame.FORMAT_MQTT) {
      String topic = new String(raw, frame.topicFrom(), frame.topicBytes(), StandardCharsets.UTF_8);
      json.writeStringField("topic", topic);
    } else {
      json.writeNullField("topic");
    }
  }

  private void payload(byte[] raw, int from, int length) throws IOException {
    if (decode(raw, from, length)) {
      json.writeFieldName("payload");
      json.writeString(text.array(), 0, text.position());
    } else {
      json.writeFieldName("payload_base64");
      json.writeBinary(raw, from, length);
    }
  }

  /// Decodes into `text`.
  ///
  /// @return whether it is well-formed UTF-8
  private boolean decode(byte[] raw, int from, int length) {
    if (text.capacity() < length) {
      text = CharBuffer.allocate(length); // UTF-8 never has more chars than bytes
    }
    text.clear();
    return utf8.reset().decode(ByteBuffer.wrap(raw, from, length), text, true).isUnderflow();
  }
}
