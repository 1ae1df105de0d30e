package io.edgemq.ops.load;

import java.nio.ByteBuffer;

/// Decimal numbers written as ASCII digits without a String in between.
public final class Decimals {
  /// Digits of the largest `long`.
  public static final int DIGITS_MAX = 19;

  private Decimals() {}

  /// Appends a number at the position of `out`.
  ///
  /// @param value not negative
  /// @param digitsMin filled up with zeros on the left, at most 19
  public static void put(long value, int digitsMin, ByteBuffer out) {
    int digits = digitsMin;
    for (long bound = powerOfTen(digitsMin); digits < DIGITS_MAX && value >= bound; digits++) {
      bound *= 10;
    }
    int end = out.position() + digits;
    out.position(end);
    long rest = value;
    for (int at = end - 1; at >= end - digits; at--) {
      long tenth = rest / 10;
      out.put(at, (byte) ('0' + (rest - tenth * 10)));
      rest = tenth;
    }
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
