package io.edgemq.views.check;

import io.edgemq.views.definition.Kind;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.TimestampText;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether a literal can be cast to a type. Only what can never be cast is refused: the cast
/// itself, when there are rows, is the judge of the rest.
final class LiteralCast {
  /// More than any number has that fits a type; long ones take long to read.
  private static final int DIGITS_MAX = 1_000;

  private static final Set<String> TRUTHS =
      Set.of("true", "t", "yes", "y", "1", "false", "f", "no", "n", "0");

  private LiteralCast() {}

  /// Why a literal can never be a value of a type; empty if it may.
  static Optional<String> problem(Literal literal, Type type) {
    boolean isPossible =
        switch (literal) {
          case Literal.Null _ -> true;
          case Literal.Text(String text) -> isText(text, type);
          case Literal.Whole(BigInteger value) -> isNumber(new BigDecimal(value), type);
          case Literal.Fraction(BigDecimal value) -> isNumber(value, type);
          case Literal.Truth _ -> type.takes(Kind.BOOLEAN);
        };
    return isPossible
        ? Optional.empty()
        : Optional.of(shown(literal) + " cannot be cast to " + type.label());
  }

  /// Whether a text can be read as what it is compared with or given for.
  static boolean canBe(String text, Kind kind) {
    return switch (kind) {
      case ANY, TEXT, BLOB -> true;
      case NUMBER -> number(text).isPresent();
      case BOOLEAN -> isText(text, Plain.BOOLEAN);
      case DATE, TIMESTAMP -> isText(text, Plain.TIMESTAMP);
      case TIME -> isText(text, Plain.TIME);
      case LIST -> false;
    };
  }

  /// A literal as messages show it.
  static String shown(Literal literal) {
    return switch (literal) {
      case Literal.Null _ -> "null";
      case Literal.Text(String text) -> Shown.quoted(text);
      case Literal.Whole(BigInteger value) -> Shown.cut(value.toString());
      case Literal.Fraction(BigDecimal value) -> Shown.cut(value.toString());
      case Literal.Truth(boolean value) -> String.valueOf(value);
    };
  }

  private static boolean isText(String text, Type type) {
    return switch (type) {
      case ListOf _ -> false;
      case Decimal _ -> number(text).map(it -> isNumber(it, type)).orElse(false);
      case Plain plain ->
          switch (plain) {
            case VARCHAR, JSON, BLOB -> true;
            case BOOLEAN -> TRUTHS.contains(text.toLowerCase(Locale.ROOT));
            case TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE ->
                number(text).map(it -> isNumber(it, type)).orElse(false);
            case DATE, TIMESTAMP -> isTime(withT(text), TimestampText.FORMAT);
            case TIME -> isTime(text.strip(), DateTimeFormatter.ISO_LOCAL_TIME);
          };
    };
  }

  /// A blank between date and time is as good as a `T`.
  private static String withT(String text) {
    return text.strip().replaceFirst("^(.{10}) ", "$1T");
  }

  private static boolean isTime(String text, DateTimeFormatter format) {
    try {
      TemporalAccessor _ = format.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static Optional<BigDecimal> number(String text) {
    if (text.length() > DIGITS_MAX) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text.strip());
      return Optional.of(new Literal.Fraction(number).value());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean isNumber(BigDecimal number, Type type) {
    return switch (type) {
      case ListOf _ -> false;
      case Decimal(int precision, int scale) -> {
        BigDecimal plain = number.stripTrailingZeros();
        yield plain.signum() == 0
            || (plain.scale() <= scale && plain.precision() - plain.scale() <= precision - scale);
      }
      case Plain plain ->
          switch (plain) {
            case VARCHAR, JSON -> true;
            case BOOLEAN, TIME, BLOB -> false;
            case TINYINT -> isWhole(number, 8);
            case SMALLINT -> isWhole(number, 16);
            case INTEGER -> isWhole(number, 32);
            case BIGINT, DATE, TIMESTAMP -> isWhole(number, 64);
            case FLOAT -> Float.isFinite(number.floatValue());
            case DOUBLE -> Double.isFinite(number.doubleValue());
          };
    };
  }

  private static boolean isWhole(BigDecimal number, int bits) {
    try {
      return number.toBigIntegerExact().bitLength() < bits;
    } catch (ArithmeticException _) {
      return false;
    }
  }
}
