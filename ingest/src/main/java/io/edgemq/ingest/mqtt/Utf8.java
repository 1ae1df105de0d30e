package io.edgemq.ingest.mqtt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The text rules of MQTT 3.1.1, section 1.5.3: well-formed UTF-8 without surrogates, overlong
/// forms and NUL. Control characters, non-characters and U+FEFF pass.
final class Utf8 {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long PLUSES = ONES * '+';
  private static final long HASHES = ONES * '#';

  private Utf8() {}

  /// Whether every byte of `[from, to)` is ASCII, and none NUL, `+` or `#`: the topics of nearly
  /// all messages, eight bytes at a time.
  static boolean isPlainTopic(byte[] bytes, int from, int to) {
    if (to - from < Long.BYTES) {
      for (int at = from; at < to; at++) {
        byte character = bytes[at];
        if (character <= 0 || character == '+' || character == '#') {
          return false;
        }
      }
      return true;
    }
    long marks = 0;
    for (int at = from; at < to - Long.BYTES; at += Long.BYTES) {
      marks |= marks((long) EIGHT_BYTES.get(bytes, at));
    }
    marks |= marks((long) EIGHT_BYTES.get(bytes, to - Long.BYTES)); // may overlap the one before
    return (marks & HIGH_BITS) == 0;
  }

  /// A high bit is set somewhere if a byte is not ASCII, NUL, `+` or `#`.
  private static long marks(long eight) {
    return eight | zeros(eight) | zeros(eight ^ PLUSES) | zeros(eight ^ HASHES);
  }

  /// The high bit of the lowest zero byte is set, and none if there is no zero byte.
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight;
  }

  /// Whether `[from, to)` is text that MQTT allows.
  static boolean isSound(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] > 0) {
        at++;
        continue;
      }
      int sequenceBytes = sequenceBytes(bytes, at, to);
      if (sequenceBytes == 0) {
        return false;
      }
      at += sequenceBytes;
    }
    return true;
  }

  /// Bytes of the sequence of more than one byte at `at`, 0 if it is ill-formed (Unicode, table
  /// 3-7).
  private static int sequenceBytes(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) { // NUL, a continuation, an overlong form, above U+10FFFF
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int secondMin = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80; // below: overlong
    int secondMax =
        lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF; // above: surrogates, too large
    if (second < secondMin || second > secondMax) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /// Whether `[from, to)` holds `+` or `#`.
  static boolean hasWildcard(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '+' || bytes[at] == '#') {
        return true;
      }
    }
    return false;
  }
}
