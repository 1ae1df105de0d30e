package io.edgemq.cluster.wire;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Takes fields off the bytes of a message; nothing of them is trusted.
final class WireReader {
  private static final int SHOWN_MAX = 40;

  private final ByteBuffer in;

  /// @param bytes not changed, not its position either
  WireReader(ByteBuffer bytes) {
    in = bytes.duplicate(); // which is big-endian, whatever the other is
  }

  int int8() throws NotSerializableException {
    return has(1).get() & 0xff;
  }

  /// A number that is `min` or more.
  int int32(int min) throws NotSerializableException {
    int value = has(Integer.BYTES).getInt();
    if (value < min) {
      throw malformed("%d where at least %d is allowed".formatted(value, min));
    }
    return value;
  }

  /// A number that is not negative.
  long int64() throws NotSerializableException {
    long value = has(Long.BYTES).getLong();
    if (value < 0) {
      throw malformed(value + " is negative");
    }
    return value;
  }

  String text() throws NotSerializableException {
    int length = has(Short.BYTES).getShort() & 0xffff;
    ByteBuffer text = has(length).slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw malformed("a text that is not UTF-8");
    }
  }

  /// Frames behind the length of all of them. Each is checked: what goes to the log is whole.
  FrameBatch frames() throws NotSerializableException {
    int length = int32(1);
    has(length); // before memory is taken for it
    byte[] bytes = new byte[length];
    in.get(bytes);
    var reader = new FrameReader(bytes, 0, length);
    int frames = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    while (reader.next()) {
      frames++;
      first = Math.min(first, reader.timestampMs());
      last = Math.max(last, reader.timestampMs());
    }
    if (reader.stop() != FrameReader.Stop.END) {
      throw malformed("frame at %d of %d: %s".formatted(reader.offset(), length, reader.stop()));
    }
    return new FrameBatch(bytes, length, frames, first, last);
  }

  /// There is to be nothing more.
  void end() throws NotSerializableException {
    if (in.hasRemaining()) {
      throw malformed(in.remaining() + " bytes too many");
    }
  }

  private ByteBuffer has(int bytes) throws NotSerializableException {
    if (in.remaining() < bytes) {
      throw malformed("%d bytes left of %d".formatted(in.remaining(), bytes));
    }
    return in;
  }

  /// The fault of a message that cannot be read.
  static NotSerializableException malformed(String what) {
    return new NotSerializableException("cannot read what another node sent: " + what);
  }

  /// A text from another node, for a log.
  static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
