package io.edgemq.views.rows;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values as text, written as DuckDB writes them; what comes from JSON as the message has it.
public final class Texts {
  private static final int FIXED_EXPONENT_MIN = -4;
  private static final int FIXED_EXPONENT_MAX = 15;

  private Texts() {}

  /// A value of [Row] as DuckDB writes it.
  public static String of(Object value) {
    return switch (value) {
      case String it -> it;
      case JsonString(String text) -> text;
      case JsonNumber it -> it.text();
      case BigDecimal it -> it.toPlainString();
      case Double it -> floating(it, it.toString());
      case Float it -> floating(it, it.toString());
      case LocalDate it -> date(it);
      case LocalTime it -> time(it);
      case LocalDateTime it -> timestamp(it);
      case Blob it -> blob(it);
      case List<?> it -> list(it);
      default -> value.toString();
    };
  }

  /// A value as JSON.
  static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case JsonText it -> it.toString();
      case JsonNumber it -> it.text();
      case Boolean it -> it.toString();
      case Double it when !Double.isFinite(it) -> JsonQuotes.quoted(of(it));
      case Float it when !Float.isFinite(it) -> JsonQuotes.quoted(of(it));
      case Number it -> of(it);
      case List<?> it -> {
        var text = new StringBuilder("[");
        for (Object element : it) {
          text.append(text.length() > 1 ? "," : "").append(json(element));
        }
        yield text.append(']').toString();
      }
      default -> JsonQuotes.quoted(of(value));
    };
  }

  /// The shortest digits that read back as the same number, with an exponent only where it is below
  /// -4 or above 15.
  private static String floating(double value, String shortest) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return shortest;
    }
    BigDecimal digits = new BigDecimal(shortest).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= FIXED_EXPONENT_MIN && exponent <= FIXED_EXPONENT_MAX) {
      return digits.setScale(Math.max(1, digits.scale())).toPlainString();
    }
    String all = digits.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + all.charAt(0)
        + (all.length() > 1 ? "." + all.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String date(LocalDate date) {
    int year = date.getYear();
    return digits(year > 0 ? year : 1 - year, 4)
        + '-'
        + digits(date.getMonthValue(), 2)
        + '-'
        + digits(date.getDayOfMonth(), 2)
        + (year > 0 ? "" : " (BC)");
  }

  private static String time(LocalTime time) {
    String text =
        digits(time.getHour(), 2)
            + ':'
            + digits(time.getMinute(), 2)
            + ':'
            + digits(time.getSecond(), 2);
    int micros = time.get(ChronoField.MICRO_OF_SECOND);
    return micros == 0 ? text : text + '.' + digits(micros, 6).replaceFirst("0+$", "");
  }

  private static String timestamp(LocalDateTime timestamp) {
    return date(timestamp.toLocalDate()) + ' ' + time(timestamp.toLocalTime());
  }

  /// At most so many characters of a text, with an ellipsis where some are missing.
  static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = lengthMax - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  static String digits(int number, int width) {
    String text = Integer.toString(number);
    return text.length() >= width ? text : "0".repeat(width - text.length()) + text;
  }

  private static String blob(Blob blob) {
    var text = new StringBuilder();
    for (byte it : blob.bytes()) {
      if (it >= ' ' && it <= '~' && it != '\\' && it != '\'' && it != '"') {
        text.append((char) it);
      } else {
        text.append("\\x%02X".formatted(it & 0xFF));
      }
    }
    return text.toString();
  }

  private static String list(List<?> list) {
    var text = new StringBuilder("[");
    for (Object element : list) {
      text.append(text.length() > 1 ? ", " : "").append(element == null ? "NULL" : of(element));
    }
    return text.append(']').toString();
  }
}
