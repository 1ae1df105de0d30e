package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions of texts. Characters are code points, as in DuckDB, not the units of UTF-16.
final class TextFunctions {
  /// What a function may make of its arguments: some times the largest message.
  private static final int LENGTH_MAX = 1 << 24;

  private TextFunctions() {}

  /// Character by character.
  static String lower(String text) {
    return map(text, Character::toLowerCase);
  }

  /// Character by character.
  static String upper(String text) {
    return map(text, Character::toUpperCase);
  }

  private static String map(String text, IntUnaryOperator to) {
    var mapped = new StringBuilder(text.length());
    text.codePoints().map(to).forEach(mapped::appendCodePoint);
    return mapped.toString();
  }

  /// Without spaces around it, those of Unicode too, but not tabs and line feeds.
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char character) {
    return Character.getType(character) == Character.SPACE_SEPARATOR;
  }

  static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// From the character `from`, counted from 1, or from the end if negative; a negative length goes
  /// backwards.
  static String substring(String text, long from, long length) {
    long characters = length(text);
    long at = Math.clamp(from, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    long first = at < 0 ? characters + at : at - 1;
    long reach = Math.clamp(length, -Integer.MAX_VALUE, Integer.MAX_VALUE);
    long start = Math.clamp(Math.min(first, first + reach), 0, characters);
    long end = Math.clamp(Math.max(first, first + reach), 0, characters);
    int begin = text.offsetByCodePoints(0, (int) start);
    return text.substring(begin, text.offsetByCodePoints(begin, (int) (end - start)));
  }

  static String replace(String text, Part what, String with) throws Unfit {
    int at = what.isEmpty() ? -1 : what.in(text, 0);
    if (at < 0) {
      return text;
    }
    var replaced = new StringBuilder(text.length());
    int from = 0;
    for (; at >= 0; at = what.in(text, from)) {
      checkLength((long) replaced.length() + (at - from) + with.length());
      replaced.append(text, from, at).append(with);
      from = at + what.length();
    }
    checkLength((long) replaced.length() + (text.length() - from));
    return replaced.append(text, from, text.length()).toString();
  }

  /// Refuses a text that is longer than [#LENGTH_MAX] before it is made.
  static void checkLength(long length) throws Unfit {
    if (length > LENGTH_MAX) {
      throw Unfit.range("a text of more than " + LENGTH_MAX + " characters");
    }
  }

  /// The part `n` between separators, counted from 1, or from the end if negative; empty if there
  /// is none. An empty separator parts all characters.
  static String splitPart(String text, Part separator, long n) {
    if (n == 0) {
      return "";
    }
    if (separator.isEmpty()) {
      long characters = length(text);
      long part = n > 0 ? n : characters + 1 + n;
      return part < 1 || part > characters ? "" : substring(text, part, 1);
    }
    return n > 0 ? fromStart(text, separator, n) : fromEnd(text, separator, -n);
  }

  private static String fromStart(String text, Part separator, long n) {
    int from = 0;
    for (long part = 1; ; part++) {
      int end = separator.in(text, from);
      if (part == n) {
        return text.substring(from, end < 0 ? text.length() : end);
      }
      if (end < 0) {
        return "";
      }
      from = end + separator.length();
    }
  }

  private static String fromEnd(String text, Part separator, long n) {
    long parts = 1;
    for (int at = separator.in(text, 0);
        at >= 0;
        at = separator.in(text, at + separator.length())) {
      parts++;
    }
    return n > parts ? "" : fromStart(text, separator, parts + 1 - n);
  }

  /// Hexadecimal, in small letters.
  static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The level `n` of a topic, counted from 1; null if there is none.
  static @Nullable String topicLevel(String topic, long n) {
    int from = 0;
    for (long level = 1; level < n; level++) {
      int end = topic.indexOf('/', from);
      if (end < 0) {
        return null;
      }
      from = end + 1;
    }
    int end = topic.indexOf('/', from);
    return n < 1 ? null : topic.substring(from, end < 0 ? topic.length() : end);
  }

  /// Whether a topic matches a filter: section 4.7 of MQTT 3.1.1 and 5.0. A wildcard in front does
  /// not match topics that begin with `$`.
  static boolean topicMatches(String topic, String filter) {
    if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
      return false;
    }
    int at = 0;
    int in = 0;
    while (true) {
      if (filter.startsWith("#", in) && in + 1 == filter.length()) {
        return true;
      }
      int topicEnd = end(topic, at);
      int filterEnd = end(filter, in);
      boolean isAny = filterEnd - in == 1 && filter.charAt(in) == '+';
      if (!isAny
          && !(topicEnd - at == filterEnd - in
              && topic.regionMatches(at, filter, in, filterEnd - in))) {
        return false;
      }
      if (topicEnd == topic.length() && filterEnd == filter.length()) {
        return true;
      }
      if (topicEnd == topic.length()) { // a/# matches a too
        return filter.startsWith("/#", filterEnd) && filterEnd + 2 == filter.length();
      }
      if (filterEnd == filter.length()) {
        return false;
      }
      at = topicEnd + 1;
      in = filterEnd + 1;
    }
  }

  private static int end(String levels, int from) {
    int end = levels.indexOf('/', from);
    return end < 0 ? levels.length() : end;
  }
}
