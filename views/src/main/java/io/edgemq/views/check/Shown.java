package io.edgemq.views.check;

/// How messages show what users wrote: short, on one line, and nothing that is not to be seen.
final class Shown {
  private static final int CHARS_MAX = 60;

  private Shown() {}

  /// In single quotes.
  static String quoted(String text) {
    String start = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) : text;
    String safe = start.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return "'" + safe + (start.length() < text.length() ? "…'" : "'");
  }

  /// As it is, but short.
  static String cut(String text) {
    return text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "…" : text;
  }

  /// `1 argument`, `2 arguments`.
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
