package io.edgemq.views.definition;

import java.util.List;

/// Where in a JSON value: `$`, `.name`, `['name']`, `[n]`. Where a step finds nothing, or another
/// kind of value, there is null. No wildcards, filters or recursion: a path names one value.
///
/// @param steps from the root on; empty for the whole value
public record JsonPath(List<Step> steps) {
  /// One level down.
  public sealed interface Step {}

  /// The member of an object; of several with the same name the last.
  public record Member(String name) implements Step {}

  /// The element of an array.
  ///
  /// @param index counted from 0
  public record Index(int index) implements Step {
    public Index {
      if (index < 0) {
        throw new IllegalArgumentException("index " + index);
      }
    }
  }

  /// The text is no path. The message says what is wrong and at which character, counted from 1.
  public static final class Malformed extends Exception {
    Malformed(String message) {
      super(message);
    }
  }

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /// Reads a path.
  public static JsonPath parse(String text) throws Malformed {
    return new JsonPathParser(text).parse();
  }

  /// The path in its shortest form, which reads back as the same path.
  @Override
  public String toString() {
    var text = new StringBuilder("$");
    for (Step step : steps) {
      switch (step) {
        case Index(int index) -> text.append('[').append(index).append(']');
        case Member(String name) when JsonPathParser.isShort(name) -> text.append('.').append(name);
        case Member(String name) ->
            text.append("['").append(name.replace("\\", "\\\\").replace("'", "\\'")).append("']");
      }
    }
    return text.toString();
  }
}
