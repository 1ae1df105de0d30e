package io.edgemq.ingest.mqtt;

import java.util.Arrays;

/// The answers that need not wait for the disk, one behind the other. Those of one chunk go out in
/// one write.
final class ReplyBuffer {
  private static final byte[] EMPTY = {};
  private static final int BYTES_MIN = 16;

  private byte[] bytes = EMPTY;
  private int length;

  /// Bytes of the answers so far.
  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  void put(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void putShort(int value) {
    put(value >>> 8);
    put(value);
  }

  void putInteger(int value) {
    putShort(value >>> 16);
    putShort(value);
  }

  /// How many bytes [#putVariable] takes for this value.
  static int variableBytes(int value) {
    return value <= 0x7F ? 1 : 1 + variableBytes(value >>> 7);
  }

  /// A number of up to 28 bits, seven to a byte (MQTT 3.1.1, section 2.2.3).
  void putVariable(int value) {
    int rest = value;
    while (rest > 0x7F) {
      put((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    put(rest);
  }

  /// A length and as many bytes.
  void putBinary(byte[] value) {
    putShort(value.length);
    putBytes(value);
  }

  void putBytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /// The same byte `count` times.
  void fill(int value, int count) {
    reserve(count);
    Arrays.fill(bytes, length, length + count, (byte) value);
    length += count;
  }

  /// Takes back what goes beyond a [#length()] of before.
  void cut(int lengthBefore) {
    length = lengthBefore;
  }

  /// Hands over what was built, if there is anything, and starts anew.
  void writeTo(SessionEffects effects) {
    if (length > 0) {
      writeTo(effects::write);
    }
  }

  /// The same.
  void writeTo(UnacknowledgedBatches.AckWriter client) {
    if (length == 0) {
      return;
    }
    byte[] written = bytes;
    int writtenBytes = length;
    bytes = EMPTY;
    length = 0;
    client.write(written, 0, writtenBytes);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(BYTES_MIN, length + count), bytes.length * 2));
    }
  }
}
