package io.edgemq.views.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Whether bytes are UTF-8: section 3.9 of Unicode, so no overlong forms, no surrogates, nothing
/// above U+10FFFF. The JSON parser skips what is not wanted without such a look.
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (to - at >= Long.BYTES && ((long) LONG.get(bytes, at) & NOT_ASCII) == 0) {
        at += Long.BYTES;
      } else if (bytes[at] >= 0) {
        at++;
      } else {
        int length = sequence(bytes, at, to);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /// Bytes of the character that begins here with a byte above ASCII; 0 if there is none.
  private static int sequence(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 0 || to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int min = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int max = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < min || second > max) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
