package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Casts to the type of a column: strict, so that a value which does not fit exactly is an error
/// (only floating types round, which is what they are). The results are [String] for `varchar` and
/// `json`, [Boolean], [Long] for all whole numbers, [Float], [Double], [BigDecimal] with the scale
/// of the type, [LocalDate], [LocalTime], [LocalDateTime], [Blob], and [List] for lists.
final class Cast {
  private final JsonReader json;
  private final Operand.Conversion<Object> conversion;

  /// @param json reads texts as JSON
  Cast(Type type, JsonReader json) {
    this.json = json;
    conversion = to(type);
  }

  @Nullable Object apply(@Nullable Object value) throws Unfit {
    return value == null ? null : conversion.of(value);
  }

  private Operand.Conversion<Object> to(Type type) {
    return switch (type) {
      case ListOf(Type element) -> {
        Operand.Conversion<Object> ofElement = to(element);
        yield value -> list(value, type, ofElement);
      }
      case Decimal decimal -> scalar(type, value -> decimal(value, decimal));
      case Plain plain ->
          switch (plain) {
            case VARCHAR -> Texts::of;
            case JSON -> this::toJson;
            case BOOLEAN -> scalar(type, Cast::toBoolean);
            case TINYINT -> scalar(type, value -> whole(value, Byte.SIZE, plain));
            case SMALLINT -> scalar(type, value -> whole(value, Short.SIZE, plain));
            case INTEGER -> scalar(type, value -> whole(value, Integer.SIZE, plain));
            case BIGINT -> scalar(type, value -> whole(value, Long.SIZE, plain));
            case FLOAT -> scalar(type, Cast::toFloat);
            case DOUBLE -> scalar(type, Cast::toDouble);
            case DATE -> scalar(type, value -> toTimestamp(value, plain).toLocalDate());
            case TIMESTAMP -> scalar(type, value -> toTimestamp(value, plain));
            case TIME -> scalar(type, Cast::toTime);
            case BLOB -> scalar(type, Cast::toBlob);
          };
    };
  }

  /// Of what JSON says, where the value is JSON.
  private Operand.Conversion<Object> scalar(Type type, Operand.Conversion<Object> conversion) {
    return value -> {
      Object said = value instanceof JsonText text ? json.scalar(text) : value;
      if (said instanceof JsonText) { // an object or array
        throw Unfit.cast(said, type.label());
      }
      return said == null ? null : conversion.of(said);
    };
  }

  private @Nullable Object list(Object value, Type type, Operand.Conversion<Object> ofElement)
      throws Unfit {
    if (value instanceof List<?> list) {
      return castAll(list, ofElement);
    }
    if (value instanceof JsonText text) {
      if (text.isArray()) {
        return castAll(json.elements(text), ofElement);
      }
      if (json.scalar(text) == null) {
        return null;
      }
    }
    throw Unfit.cast(value, type.label());
  }

  private static List<@Nullable Object> castAll(
      List<?> values, Operand.Conversion<Object> ofElement) throws Unfit {
    List<@Nullable Object> cast = new ArrayList<>(values.size());
    for (Object value : values) {
      cast.add(value == null ? null : ofElement.of(value));
    }
    return Collections.unmodifiableList(cast);
  }

  /// Text that is no string of JSON is itself JSON.
  private String toJson(Object value) throws Unfit {
    return value instanceof String text ? json.parsed(text).toString() : Texts.json(value);
  }

  static boolean toBoolean(Object value) throws Unfit {
    if (value instanceof Boolean it) {
      return it;
    }
    String text = textOrNull(value);
    return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> true;
      case "false", "f", "no", "n", "0" -> false;
      default -> throw Unfit.cast(value, "boolean");
    };
  }

  /// The text of what is text; null for anything else.
  static @Nullable String textOrNull(Object value) {
    return switch (value) {
      case String it -> it;
      case JsonString(String text) -> text;
      default -> null;
    };
  }

  /// A number, also one that is written in a text; null for anything else.
  static @Nullable Number numberOrNull(Object value) throws Unfit {
    return switch (value) {
      case Number it -> it;
      case JsonNumber it -> it.exact();
      case String it -> Numbers.parse(it);
      case JsonString(String it) -> Numbers.parse(it);
      default -> null;
    };
  }

  private static long whole(Object value, int bits, Plain to) throws Unfit {
    Number number = numberOrNull(value);
    if (number instanceof Long it && it >> (bits - 1) == it >> (Long.SIZE - 1)) {
      return it;
    }
    BigInteger whole = number == null ? null : Numbers.whole(number);
    if (whole == null || whole.bitLength() >= bits) {
      throw Unfit.cast(value, to.label());
    }
    return whole.longValue();
  }

  private static BigDecimal decimal(Object value, Decimal to) throws Unfit {
    Number number = numberOrNull(value);
    if (number == null || (Numbers.isFloating(number) && !Double.isFinite(number.doubleValue()))) {
      throw Unfit.cast(value, to.label());
    }
    // The shortest digits of a floating number are what its writer meant.
    BigDecimal exact =
        Numbers.isFloating(number) ? new BigDecimal(number.toString()) : Numbers.exact(number);
    BigDecimal plain = exact.stripTrailingZeros();
    if (plain.signum() != 0
        && (plain.scale() > to.scale()
            || plain.precision() - plain.scale() > to.precision() - to.scale())) {
      throw Unfit.cast(value, to.label());
    }
    return exact.setScale(to.scale());
  }

  private static float toFloat(Object value) throws Unfit {
    if (value instanceof Float it) {
      return it;
    }
    float number =
        value instanceof Double it ? it.floatValue() : Float.parseFloat(digits(value, "float"));
    if (Float.isInfinite(number) && !(value instanceof Double it && it.isInfinite())) {
      throw Unfit.cast(value, "float");
    }
    return number;
  }

  static double toDouble(Object value) throws Unfit {
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    double number =
        value instanceof JsonNumber it
            ? it.toDouble()
            : Double.parseDouble(digits(value, "double"));
    if (Double.isInfinite(number)) {
      throw Unfit.cast(value, "double");
    }
    return number;
  }

  /// A number as it is written: rounding happens once, from all of its digits.
  private static String digits(Object value, String to) throws Unfit {
    if (value instanceof JsonNumber it) {
      return it.text();
    }
    Number number = numberOrNull(value);
    if (number == null) {
      throw Unfit.cast(value, to);
    }
    String text = textOrNull(value);
    return text == null ? number.toString() : text.strip();
  }

  /// Numbers are milliseconds since the epoch.
  static LocalDateTime toTimestamp(Object value, Plain to) throws Unfit {
    LocalDateTime timestamp =
        switch (value) {
          case LocalDateTime it -> it;
          case LocalDate it -> it.atStartOfDay();
          case String it -> Times.timestamp(it);
          case JsonString(String it) -> Times.timestamp(it);
          case Number _, JsonNumber _ -> Times.ofMillis(whole(value, Long.SIZE, to));
          default -> null;
        };
    if (timestamp == null) {
      throw Unfit.cast(value, to.label());
    }
    return timestamp;
  }

  static LocalTime toTime(Object value) throws Unfit {
    LocalTime time =
        switch (value) {
          case LocalTime it -> it;
          case LocalDateTime it -> it.toLocalTime();
          case String it -> Times.time(it);
          case JsonString(String it) -> Times.time(it);
          default -> null;
        };
    if (time == null) {
      throw Unfit.cast(value, "time");
    }
    return time;
  }

  /// Text of ASCII, where `\x41` stands for a byte.
  static Blob toBlob(Object value) throws Unfit {
    if (value instanceof Blob it) {
      return it;
    }
    String text = textOrNull(value);
    if (text == null) {
      throw Unfit.cast(value, "blob");
    }
    byte[] from = text.getBytes(UTF_8);
    var to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] < 0) {
        throw Unfit.cast(value, "blob");
      }
      if (from[i] != '\\') {
        to.write(from[i]);
      } else if (i + 3 < from.length
          && from[i + 1] == 'x'
          && hex(from[i + 2]) >= 0
          && hex(from[i + 3]) >= 0) {
        to.write(hex(from[i + 2]) * 16 + hex(from[i + 3]));
        i += 3;
      } else {
        throw Unfit.cast(value, "blob");
      }
    }
    return new Blob(to.toByteArray());
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }
}
