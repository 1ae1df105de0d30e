package io.edgemq.views.check;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the names of types. Blanks within the brackets are free.
final class TypeText {
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\( *([0-9]{1,9}) *, *([0-9]{1,9}) *\\)");
  private static final Pattern LIST = Pattern.compile("list\\( *(.*?) *\\)");
  private static final int CHARS_MAX = 60;
  private static final String DECIMALS =
      "decimal(p,s), with p digits from 1 to 38, s of them behind the point";

  /// What types are called elsewhere, or by DuckDB besides.
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("text", "varchar"),
          Map.entry("string", "varchar"),
          Map.entry("char", "varchar"),
          Map.entry("bool", "boolean"),
          Map.entry("byte", "tinyint"),
          Map.entry("int8", "bigint"),
          Map.entry("short", "smallint"),
          Map.entry("int16", "smallint"),
          Map.entry("int", "integer"),
          Map.entry("int32", "integer"),
          Map.entry("long", "bigint"),
          Map.entry("int64", "bigint"),
          Map.entry("real", "float"),
          Map.entry("float32", "float"),
          Map.entry("float64", "double"),
          Map.entry("number", "double"),
          Map.entry("datetime", "timestamp"),
          Map.entry("binary", "blob"),
          Map.entry("bytes", "blob"),
          Map.entry("object", "json"));

  /// The text is no type; the message says why.
  static final class NoType extends Exception {
    NoType(String message) {
      super(message);
    }
  }

  private TypeText() {}

  static Type parse(String text) throws NoType {
    if (text.length() > CHARS_MAX) {
      throw new NoType(Shown.quoted(text) + " is no type");
    }
    for (Plain plain : Plain.values()) {
      if (plain.label().equals(text)) {
        return plain;
      }
    }
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      return decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    Matcher list = LIST.matcher(text);
    if (list.matches()) {
      Type element = parse(list.group(1));
      if (element instanceof ListOf) {
        throw new NoType("a list of lists is no type; json holds any");
      }
      return new ListOf(element);
    }
    throw new NoType(problem(text));
  }

  private static Type decimal(int precision, int scale) throws NoType {
    if (precision < 1 || precision > Decimal.PRECISION_MAX || scale > precision) {
      throw new NoType("decimal(" + precision + "," + scale + ") is no type; allowed: " + DECIMALS);
    }
    return new Decimal(precision, scale);
  }

  private static String problem(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("decimal(") && !text.contains(")")) {
      return Shown.quoted(text) + " is cut off: within { } a type with a comma needs quotes";
    }
    if (lower.matches("(decimal|numeric)\\b.*")) {
      return Shown.quoted(text) + " is no type; allowed: " + DECIMALS;
    }
    if (lower.matches("(list|array)\\b.*")) {
      return Shown.quoted(text) + " is no type; allowed: list(<type>), such as list(varchar)";
    }
    String other = OTHER_NAMES.get(lower);
    if (other != null) {
      return "unknown type " + Shown.quoted(text) + ", did you mean '" + other + "'?";
    }
    List<String> known = new ArrayList<>(Arrays.stream(Plain.values()).map(Plain::label).toList());
    known.add("decimal(p,s)");
    known.add("list(<type>)");
    return Words.unknown("type", text, known);
  }
}
