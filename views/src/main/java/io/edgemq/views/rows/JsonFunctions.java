package io.edgemq.views.rows;

import io.edgemq.views.definition.JsonPath;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Functions of JSON. A text that is no string of JSON is parsed as JSON.
final class JsonFunctions {
  private static final int UNSIGNED_BITS = 64;

  private final JsonReader json;

  JsonFunctions(JsonReader json) {
    this.json = json;
  }

  /// DuckDB's names; numbers are `UBIGINT`, or `BIGINT` if negative, or `DOUBLE`.
  String type(Object value) throws Unfit {
    Object read = read(value);
    return switch (read) {
      case null -> "NULL";
      case JsonText it -> it.isArray() ? "ARRAY" : "OBJECT";
      case JsonNumber it -> numberType(it.text());
      case Number it -> numberType(Texts.json(it));
      case Boolean _ -> "BOOLEAN";
      default -> "VARCHAR";
    };
  }

  /// 0 for what is no array.
  long arrayLength(Object value) throws Unfit {
    return read(value) instanceof JsonText it && it.isArray() ? json.elements(it).size() : 0;
  }

  /// The value at a path, as JSON; a null in it is null.
  Operand.Conversion<Object> extract(JsonPath path) {
    var projection = new Projection();
    projection.slot(path);
    var reader = new MessageReader(projection);
    @Nullable Object[] slot = new Object[1];
    return value -> {
      Object read = read(value);
      if (read == null) {
        return null;
      }
      JsonText text = read instanceof JsonText it ? it : JsonText.of(Texts.json(read));
      try {
        reader.read(text.bytes(), text.from(), text.to(), slot, null);
      } catch (NotJson e) {
        throw new Unfit(Reason.NOT_JSON, String.valueOf(e.getMessage()));
      }
      Object found = slot[0];
      return found == null || found instanceof JsonText ? found : JsonText.of(Texts.json(found));
    };
  }

  /// An object or array as [JsonText], anything else as what it is.
  private @Nullable Object read(Object value) throws Unfit {
    return switch (value) {
      case JsonText it -> json.scalar(it);
      case String it -> json.scalar(json.parsed(it));
      default -> value;
    };
  }

  private static String numberType(String text) {
    boolean isNegative = text.startsWith("-");
    boolean isWhole = text.chars().allMatch(it -> it == '-' || (it >= '0' && it <= '9'));
    if (!isWhole || text.length() > 20) {
      return "DOUBLE";
    }
    int bits = new BigInteger(text).bitLength();
    return isNegative
        ? (bits < UNSIGNED_BITS ? "BIGINT" : "DOUBLE")
        : (bits <= UNSIGNED_BITS ? "UBIGINT" : "DOUBLE");
  }
}
