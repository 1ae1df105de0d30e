package io.edgemq.ops.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Collects what is wrong with settings, so that all of it is told at once. Every line passes
/// [Redaction] on its way in.
final class Faults {
  private static final Pattern LINE_NUMBER = Pattern.compile(": \\d+$");
  private static final int SHOWN_CHARS_MAX = 60;

  private final List<String> lines = new ArrayList<>();

  /// Notes a fault of the value at `path`.
  void add(String path, String problem, ConfigOrigin origin) {
    lines.add(Redaction.withoutKeys(path + ": " + problem + where(origin)));
  }

  /// Notes a fault that is nowhere in particular.
  void add(String problem) {
    lines.add(Redaction.withoutKeys(problem));
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /// A value as a message shows it: short, on one line, and nothing of what is inside lists and
  /// objects, because keys may be there.
  static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> shown(String.valueOf(value.unwrapped()));
      case LIST -> "a list";
      case OBJECT -> "an object";
      case NULL -> "null";
      case NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
    };
  }

  static String shown(String text) {
    String safe = Redaction.withoutKeys(text).replaceAll("\\p{Cntrl}", "?");
    return safe.length() > SHOWN_CHARS_MAX
        ? '"' + safe.substring(0, SHOWN_CHARS_MAX) + "…\""
        : '"' + safe + '"';
  }

  /// File and line, or the option, that a value comes from; nothing for our own defaults.
  private static String where(ConfigOrigin origin) {
    if (origin.filename() != null && origin.resource() == null) {
      return " (" + origin.filename() + ":" + origin.lineNumber() + ")";
    }
    return origin.description().startsWith("-D ")
        ? " (" + LINE_NUMBER.matcher(origin.description()).replaceFirst("") + ")"
        : "";
  }
}
