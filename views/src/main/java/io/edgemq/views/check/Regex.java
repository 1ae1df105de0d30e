package io.edgemq.views.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Checks regular expressions of RE2. They run in linear time, but the library writes repetitions
/// out, those within each other too, and recurses over groups: `(((a{1000}){1000}){1000})` would
/// take all memory. So what an expression becomes is counted before it is compiled.
final class Regex {
  private static final int SIZE_MAX = 2_000;
  private static final int GROUPS_DEEP_MAX = 100;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long size;
  private long last;
  private int at;

  private Regex(String text) {
    this.text = text;
  }

  /// What is wrong with an expression; empty if it compiles.
  static Optional<String> problem(String text) {
    if (!new Regex(text).isSmall()) {
      return Optional.of(
          "the expression is too large: more than %d characters with repetitions written out, or more than %d groups in each other"
              .formatted(SIZE_MAX, GROUPS_DEEP_MAX));
    }
    try {
      Pattern.compile(text);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "the expression is not one of RE2: "
              + e.getDescription()
              + " "
              + Shown.quoted(e.getPattern()));
    }
  }

  /// The number of groups of an expression that compiles.
  static int groups(String text) {
    return Pattern.compile(text).groupCount();
  }

  /// Counts too much rather than too little.
  private boolean isSmall() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case '(' -> {
          outer.push(size);
          size = 1;
          at++;
        }
        case ')' -> {
          long group = size;
          size = (outer.isEmpty() ? 0 : outer.pop()) + group;
          last = group;
          at++;
        }
        case '{' -> repeat();
        case '[' -> {
          skipClass();
          one();
        }
        case '\\' -> escape();
        default -> {
          at++;
          one();
        }
      }
      if (size > SIZE_MAX || outer.size() > GROUPS_DEEP_MAX) {
        return false;
      }
    }
    long all = size;
    for (long it : outer) {
      all += it;
    }
    return all <= SIZE_MAX;
  }

  private void one() {
    size++;
    last = 1;
  }

  /// One character, or all from `\Q` to `\E`.
  private void escape() {
    at += 2;
    if (text.startsWith("\\Q", at - 2)) {
      int end = text.indexOf("\\E", at);
      size += (end < 0 ? text.length() : end) - at;
      at = end < 0 ? text.length() : end + 2;
    }
    one();
  }

  /// `{n}`, `{n,}`, `{n,m}`; any other brace is a character.
  private void repeat() {
    int end = text.indexOf('}', at);
    String counts = end < 0 ? "" : text.substring(at + 1, end);
    if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      at++;
      one();
      return;
    }
    at = end + 1;
    long times = 1;
    for (String count : counts.split(",", 2)) {
      times = Math.max(times, count.isEmpty() ? 1 : Long.parseLong(count));
    }
    size += last * times;
    last *= times + 1;
  }

  private void skipClass() {
    at++;
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
      if (text.startsWith("[:", at)) {
        int end = text.indexOf(":]", at + 2);
        at = end < 0 ? at + 1 : end + 2;
      } else {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
    }
    at++;
  }
}
