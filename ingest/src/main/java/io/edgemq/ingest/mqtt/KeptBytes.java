package io.edgemq.ingest.mqtt;

import java.util.Arrays;

/// Bytes that outlive the chunk they came in: the beginning of a packet, or what is held behind a
/// CONNECT. The array grows with what is there and never with what was announced.
final class KeptBytes {
  private static final byte[] EMPTY = {};
  private static final int BYTES_MIN = 64;

  private byte[] bytes = EMPTY;
  private int length;

  /// Adds `count` bytes, and grows no further than to `lengthMax` if that suffices.
  void add(byte[] source, int from, int count, int lengthMax) {
    int needed = length + count;
    if (needed > bytes.length) {
      int grown = Math.max(BYTES_MIN, Math.min(bytes.length * 2, lengthMax));
      bytes = Arrays.copyOf(bytes, Math.max(needed, grown));
    }
    System.arraycopy(source, from, bytes, length, count);
    length = needed;
  }

  /// The array, from index 0.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Bytes of memory.
  int capacity() {
    return bytes.length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Forgets the bytes and gives their memory back.
  void clear() {
    bytes = EMPTY;
    length = 0;
  }
}
