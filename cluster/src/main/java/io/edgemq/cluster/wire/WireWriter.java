package io.edgemq.cluster.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Puts fields behind each other, integers big-endian whatever the order of the transport's buffer.
final class WireWriter {
  private static final int TEXT_BYTES_MAX = 65_535;

  private ByteBuffer out = ByteBuffer.allocate(256);

  WireWriter int8(int value) {
    room(1).put((byte) value);
    return this;
  }

  WireWriter int32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  WireWriter int64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /// UTF-8 behind its length in two bytes.
  WireWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > TEXT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a text of %d bytes, at most %d".formatted(bytes.length, TEXT_BYTES_MAX));
    }
    room(Short.BYTES + bytes.length).putShort((short) bytes.length).put(bytes);
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(out.array(), out.position());
  }

  private ByteBuffer room(int bytes) {
    if (out.remaining() < bytes) {
      out.flip();
      out = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.limit() + bytes)).put(out);
    }
    return out;
  }
}
