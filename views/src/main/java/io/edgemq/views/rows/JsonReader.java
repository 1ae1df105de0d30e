package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.views.definition.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads JSON that is in a value rather than in a message. Not for use by several threads.
final class JsonReader {
  private static final JsonPath WHOLE = new JsonPath(List.of());

  private final MessageReader all;
  private final @Nullable Object[] slot = new Object[1];

  JsonReader() {
    var projection = new Projection();
    projection.slot(WHOLE);
    all = new MessageReader(projection);
  }

  /// A value of JSON: an object or array as it is, anything else as what it says.
  @Nullable Object scalar(JsonText text) {
    if (text.isArray() || text.isObject()) {
      return text;
    }
    try {
      all.read(text.bytes(), text.from(), text.to(), slot, null);
    } catch (NotJson e) {
      throw new IllegalStateException(e);
    }
    return slot[0];
  }

  /// The elements of an array.
  List<@Nullable Object> elements(JsonText array) throws Unfit {
    List<@Nullable Object> values = new ArrayList<>();
    MessageReader.Elements elements = all.elements(array);
    while (elements.next(slot)) {
      values.add(slot[0]);
    }
    return values;
  }

  /// A text that is JSON, without blanks around it.
  JsonText parsed(String text) throws Unfit {
    byte[] bytes = text.getBytes(UTF_8);
    try {
      all.read(bytes, 0, bytes.length, slot, null);
    } catch (NotJson e) {
      throw new Unfit(Reason.CAST, Unfit.shown(text) + " is not JSON: " + e.getMessage());
    }
    int from = 0;
    int to = bytes.length;
    while (isBlank(bytes[from])) {
      from++;
    }
    while (isBlank(bytes[to - 1])) {
      to--;
    }
    return new JsonText(bytes, from, to);
  }

  private static boolean isBlank(byte it) {
    return it == ' ' || it == '\t' || it == '\n' || it == '\r';
  }
}
