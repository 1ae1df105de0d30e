package io.edgemq.views.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Numbers of views: exact ones ([Long], or [BigDecimal] where that is too small) and floating ones
/// ([Double], [Float]). Exact ones stay exact but in division; a floating one makes the result
/// floating. Bounds keep what a device can write (`1e999999999`) from taking time and memory.
final class Numbers {
  /// Digits of a text that is read as a number.
  private static final int DIGITS_MAX = 1_000;

  /// Powers of ten of a number that is computed with, as in literals.
  private static final int EXPONENT_MAX = 400;

  private static final int LONG_DIGITS = 18;

  private Numbers() {}

  /// A number that is written in decimal digits, blanks around it allowed; null if it is none.
  static @Nullable Number parse(String written) throws Unfit {
    String text = written.strip();
    if (text.isEmpty() || !isPlain(text)) {
      return null;
    }
    if (text.length() <= LONG_DIGITS && isDigits(text)) {
      return Long.parseLong(text);
    }
    if (text.length() > DIGITS_MAX) {
      throw Unfit.range("a number of more than " + DIGITS_MAX + " characters");
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(text);
    } catch (NumberFormatException _) {
      if (isNumber(text)) { // an exponent beyond 32 bits
        throw Unfit.range("a number beyond 10^" + EXPONENT_MAX);
      }
      return null;
    }
    if (exact.signum() == 0) {
      return Math.abs((long) exact.scale()) <= EXPONENT_MAX ? exact : BigDecimal.ZERO;
    }
    return bounded(exact);
  }

  static boolean isFloating(Number number) {
    return number instanceof Double || number instanceof Float;
  }

  /// An exact number.
  static BigDecimal exact(Number number) {
    return number instanceof BigDecimal it ? it : BigDecimal.valueOf(number.longValue());
  }

  /// The whole number that this is, or null if it has a fraction.
  static @Nullable BigInteger whole(Number number) {
    if (number instanceof Long it) {
      return BigInteger.valueOf(it);
    }
    if (isFloating(number) && !Double.isFinite(number.doubleValue())) {
      return null;
    }
    try {
      BigDecimal exact = isFloating(number) ? new BigDecimal(number.doubleValue()) : exact(number);
      return exact.toBigIntegerExact();
    } catch (ArithmeticException _) {
      return null;
    }
  }

  static int compare(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (isFloating(a) || isFloating(b)) {
      double x = a.doubleValue();
      double y = b.doubleValue();
      return x == y ? 0 : Double.compare(x, y); // NaN is the greatest and itself; zeros are equal
    }
    return exact(a).compareTo(exact(b));
  }

  static Number add(Number a, Number b) throws Unfit {
    if (isFloating(a) || isFloating(b)) {
      return a.doubleValue() + b.doubleValue();
    }
    return narrowed(exact(a).add(exact(b)));
  }

  static Number subtract(Number a, Number b) throws Unfit {
    if (isFloating(a) || isFloating(b)) {
      return a.doubleValue() - b.doubleValue();
    }
    return narrowed(exact(a).subtract(exact(b)));
  }

  static Number multiply(Number a, Number b) throws Unfit {
    if (isFloating(a) || isFloating(b)) {
      return a.doubleValue() * b.doubleValue();
    }
    return narrowed(exact(a).multiply(exact(b)));
  }

  /// Floating, as DuckDB's `/`; by zero it is infinite, or not a number.
  static Number divide(Number a, Number b) {
    return a.doubleValue() / b.doubleValue();
  }

  /// With the sign of the dividend; null for an exact zero.
  static @Nullable Number remainder(Number a, Number b) throws Unfit {
    if (isFloating(a) || isFloating(b)) {
      return a.doubleValue() % b.doubleValue();
    }
    return exact(b).signum() == 0 ? null : narrowed(exact(a).remainder(exact(b)));
  }

  static Number abs(Number a) throws Unfit {
    return isFloating(a) ? (Number) Math.abs(a.doubleValue()) : narrowed(exact(a).abs());
  }

  static Number floor(Number a) throws Unfit {
    return isFloating(a)
        ? (Number) Math.floor(a.doubleValue())
        : narrowed(exact(a).setScale(0, RoundingMode.FLOOR));
  }

  static Number ceil(Number a) throws Unfit {
    return isFloating(a)
        ? (Number) Math.ceil(a.doubleValue())
        : narrowed(exact(a).setScale(0, RoundingMode.CEILING));
  }

  /// Halves go away from zero.
  ///
  /// @param digits behind the point; negative before it
  static Number round(Number a, long digits) throws Unfit {
    int places = Math.clamp(digits, -EXPONENT_MAX, EXPONENT_MAX);
    if (isFloating(a)) {
      return roundFloating(a.doubleValue(), places);
    }
    BigDecimal exact = exact(a);
    if (exact.scale() <= places) {
      return a;
    }
    BigDecimal rounded = exact.setScale(places, RoundingMode.HALF_UP);
    return narrowed(places < 0 ? rounded.setScale(0) : rounded);
  }

  private static double roundFloating(double a, int places) {
    double power = Math.pow(10, Math.abs(places));
    double rounded = places < 0 ? away(a / power) * power : away(a * power) / power;
    if (Double.isFinite(rounded)) {
      return rounded;
    }
    return places < 0 && Double.isFinite(a) ? 0 : a;
  }

  private static double away(double a) {
    double whole = Math.floor(Math.abs(a));
    return Math.copySign(Math.abs(a) - whole >= 0.5 ? whole + 1 : whole, a);
  }

  private static Number narrowed(BigDecimal number) throws Unfit {
    if (number.scale() <= 0 && number.precision() - number.scale() <= LONG_DIGITS) {
      return number.longValue();
    }
    return bounded(number);
  }

  private static BigDecimal bounded(BigDecimal number) throws Unfit {
    if (Math.abs((long) number.precision() - number.scale()) > EXPONENT_MAX
        || number.precision() > DIGITS_MAX) {
      throw Unfit.range("a number beyond 10^" + EXPONENT_MAX);
    }
    return number;
  }

  private static boolean isDigits(String text) {
    int first = text.charAt(0) == '-' && text.length() > 1 ? 1 : 0;
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /// Of the characters of numbers only: [BigDecimal] also reads digits of other scripts.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    try {
      double _ = Double.parseDouble(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
