package io.edgemq.views.rows;

import io.edgemq.views.definition.Type.Plain;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;

/// Compares values as DuckDB does: text is read as what it is compared with, a boolean counts as 0
/// or 1, a date as its midnight; texts are in the order of their code points. A value of `json`
/// counts as what it says.
final class Comparison {
  private final JsonReader json;

  Comparison(JsonReader json) {
    this.json = json;
  }

  int of(Object left, Object right) throws Unfit {
    return plain(plain(left), plain(right), left, right);
  }

  int of(Object left, LiteralText right) throws Unfit {
    Object a = plain(left);
    return plain(a, right.beside(a), left, right.toString());
  }

  private int plain(Object a, Object b, Object left, Object right) throws Unfit {
    if (a instanceof String x) {
      return b instanceof String y ? texts(x, y) : -typed(b, x, right, left);
    }
    return typed(a, b, left, right);
  }

  private int typed(Object a, Object b, Object left, Object right) throws Unfit {
    return switch (a) {
      case Number x when b instanceof Number y -> Numbers.compare(x, y);
      case Number x when b instanceof String y -> Numbers.compare(x, number(y));
      case Number x when b instanceof Boolean y -> Numbers.compare(x, y ? 1L : 0L);
      case Boolean x when b instanceof Number y -> Numbers.compare(x ? 1L : 0L, y);
      case Boolean x when b instanceof Boolean || b instanceof String ->
          Boolean.compare(x, Cast.toBoolean(b));
      case LocalTime x when b instanceof LocalTime || b instanceof String ->
          x.compareTo(Cast.toTime(b));
      case LocalDate x when isInstant(b) ->
          x.atStartOfDay().compareTo(Cast.toTimestamp(b, Plain.DATE));
      case LocalDateTime x when isInstant(b) -> x.compareTo(Cast.toTimestamp(b, Plain.TIMESTAMP));
      case Blob(byte[] x) when b instanceof Blob || b instanceof String ->
          Arrays.compareUnsigned(x, Cast.toBlob(b).bytes());
      case List<?> x when b instanceof List<?> y -> lists(x, y);
      default ->
          throw new Unfit(
              Reason.KIND, Unfit.shown(left) + " cannot be compared with " + Unfit.shown(right));
    };
  }

  /// The typed value that one of JSON stands for.
  Object plain(Object value) throws Unfit {
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonNumber it -> it.exact();
      case JsonText it -> {
        Object scalar = json.scalar(it);
        yield scalar == null || scalar instanceof JsonText ? it.toString() : plain(scalar);
      }
      default -> value;
    };
  }

  private static Number number(String text) throws Unfit {
    Number number = Numbers.parse(text);
    if (number == null) {
      throw Unfit.cast(text, "a number");
    }
    return number;
  }

  private static boolean isInstant(Object value) {
    return value instanceof LocalDate || value instanceof LocalDateTime || value instanceof String;
  }

  /// Nulls are last.
  private int lists(List<?> a, List<?> b) throws Unfit {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      Object x = a.get(i);
      Object y = b.get(i);
      int order = x == null || y == null ? (x == null ? 1 : 0) - (y == null ? 1 : 0) : of(x, y);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /// In the order of UTF-8, where surrogates are above all of 16 bits.
  private static int texts(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean differ = Character.isSurrogate(x) != Character.isSurrogate(y);
        return differ ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
