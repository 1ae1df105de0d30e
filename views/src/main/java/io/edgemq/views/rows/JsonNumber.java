package io.edgemq.views.rows;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A number of a message, with all its digits. One that is short and plain, as most are, is kept
/// without a text; the others, with an exponent, more than [#DIGITS_MAX] digits, or a minus before
/// nothing but zeros, as they are written.
final class JsonNumber {
  /// What 64 bits hold in any case.
  private static final int DIGITS_MAX = 18;

  /// Whole numbers up to here are doubles.
  private static final long EXACT_MAX = 1L << 53;

  /// Powers of ten that are doubles, as far as `DIGITS_MAX` reaches.
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private final long unscaled;
  private final int scale;
  private final @Nullable String written;

  private JsonNumber(long unscaled, int scale, @Nullable String written) {
    this.unscaled = unscaled;
    this.scale = scale;
    this.written = written;
  }

  /// @param characters of which `[from, from + length)` is a number of JSON
  static JsonNumber of(char[] characters, int from, int length) {
    boolean isNegative = characters[from] == '-';
    int digits = 0;
    int scale = 0;
    long unscaled = 0;
    boolean isFraction = false;
    for (int i = isNegative ? 1 : 0; i < length; i++) {
      char it = characters[from + i];
      if (it == '.') {
        isFraction = true;
      } else if (it < '0' || it > '9' || ++digits > DIGITS_MAX) {
        return new JsonNumber(0, 0, new String(characters, from, length));
      } else {
        unscaled = unscaled * 10 + (it - '0');
        scale += isFraction ? 1 : 0;
      }
    }
    return isNegative && unscaled == 0
        ? new JsonNumber(0, 0, new String(characters, from, length))
        : new JsonNumber(isNegative ? -unscaled : unscaled, scale, null);
  }

  /// As it is written.
  String text() {
    if (written != null) {
      return written;
    }
    return scale == 0
        ? Long.toString(unscaled)
        : BigDecimal.valueOf(unscaled, scale).toPlainString();
  }

  /// Exactly this number.
  Number exact() throws Unfit {
    if (written == null) {
      return scale == 0 ? (Number) unscaled : BigDecimal.valueOf(unscaled, scale);
    }
    Number parsed = Numbers.parse(written);
    if (parsed == null) {
      throw new IllegalStateException("JSON has no number " + written);
    }
    return parsed;
  }

  /// The nearest double: dividing doubles that are exact rounds once, as reading all digits does.
  double toDouble() {
    return written == null && Math.abs(unscaled) <= EXACT_MAX
        ? unscaled / POWERS[scale]
        : Double.parseDouble(text());
  }
}
