package io.edgemq.views.sample;

import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.JsonPath.Member;
import io.edgemq.views.definition.JsonPath.Step;
import java.util.List;

/// Texts of samples within YAML: whatever they are, they end neither the value nor the line.
final class YamlText {
  private static final int NAME_SHOWN_MAX = 60;

  private YamlText() {}

  /// In double quotes, where YAML takes the escapes of JSON.
  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(it -> {
          if (it == '"' || it == '\\') {
            quoted.append('\\').appendCodePoint(it);
          } else if (isShown(it)) {
            quoted.appendCodePoint(it);
          } else if (it > Character.MAX_VALUE) {
            quoted.append("\\U%08x".formatted(it));
          } else {
            quoted.append("\\u%04x".formatted(it));
          }
        });
    return quoted.append('"').toString();
  }

  /// For comments: on one line, short, and nothing that is not to be seen.
  static String shown(String text) {
    String cut = text.length() > NAME_SHOWN_MAX ? text.substring(0, NAME_SHOWN_MAX) + "…" : text;
    var shown = new StringBuilder();
    cut.codePoints().forEach(it -> shown.appendCodePoint(isShown(it) ? it : '?'));
    return shown.toString();
  }

  /// The path to a member.
  static String path(List<String> names) {
    return new JsonPath(names.stream().<Step>map(Member::new).toList()).toString();
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> character == ' ' || !Character.isSpaceChar(character);
    };
  }
}
