package io.edgemq.views.definition;

import io.edgemq.views.definition.JsonPath.Index;
import io.edgemq.views.definition.JsonPath.Malformed;
import io.edgemq.views.definition.JsonPath.Member;
import io.edgemq.views.definition.JsonPath.Step;
import java.util.ArrayList;
import java.util.List;

/// Reads one path. Names behind a point are of letters, digits, `_`, `-` and all that is not ASCII;
/// any others stand in brackets and single quotes, with `\'` and `\\` for the two that mean
/// something there.
final class JsonPathParser {
  private static final char END = '\0';

  private final String text;
  private int at;

  JsonPathParser(String text) {
    this.text = text;
  }

  /// Whether a name may stand behind a point.
  static boolean isShort(String name) {
    return !name.isEmpty() && name.chars().allMatch(JsonPathParser::isNameCharacter);
  }

  JsonPath parse() throws Malformed {
    if (next() != '$') {
      throw malformed("begins with $");
    }
    at++;
    List<Step> steps = new ArrayList<>();
    while (at < text.length()) {
      steps.add(
          switch (next()) {
            case '.' -> member();
            case '[' -> bracket();
            default -> throw malformed("goes on with .name, ['name'] or [0]");
          });
    }
    return new JsonPath(steps);
  }

  private Step member() throws Malformed {
    at++;
    if (next() == '.') {
      throw malformed("has no recursion (..)");
    }
    refuseWildcard();
    int from = at;
    while (isNameCharacter(next())) {
      at++;
    }
    if (at == from) {
      throw malformed("has a name behind each point; others than a-z, 0-9, _ and - as ['name']");
    }
    return new Member(text.substring(from, at));
  }

  private Step bracket() throws Malformed {
    at++;
    refuseWildcard();
    if (next() == '?') {
      throw malformed("has no filters");
    }
    Step step = next() == '\'' ? quoted() : index();
    if (next() != ']') {
      throw malformed("has [0] or ['name'] as brackets");
    }
    at++;
    return step;
  }

  private Member quoted() throws Malformed {
    var name = new StringBuilder();
    at++;
    while (next() != '\'' || at >= text.length()) {
      if (next() == '\\') {
        at++;
        if (next() != '\'' && next() != '\\') {
          throw malformed("has no \\ in names but as \\' and \\\\");
        }
      }
      if (at >= text.length()) {
        throw malformed("has a ' behind each name that begins with one");
      }
      name.append(text.charAt(at++));
    }
    at++;
    return new Member(name.toString());
  }

  private Index index() throws Malformed {
    int from = at;
    while (next() >= '0' && next() <= '9') {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.isEmpty()) {
      throw malformed("has [0] or ['name'] as brackets");
    }
    if (digits.length() > 9) {
      at = from;
      throw malformed("has indexes of 9 digits at most");
    }
    return new Index(Integer.parseInt(digits));
  }

  private void refuseWildcard() throws Malformed {
    if (next() == '*') {
      throw malformed("has no wildcards (*)");
    }
  }

  private char next() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private Malformed malformed(String rule) {
    return new Malformed("a path " + rule + "; see character " + (at + 1));
  }

  private static boolean isNameCharacter(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == '_'
        || character == '-'
        || character >= 0x80;
  }
}
