package io.edgemq.views.check;

import java.util.Optional;

/// The formats of DuckDB's `strftime`.
final class TimeFormat {
  private static final String SPECIFIERS = "aAbBcdfgGhHIjmMnpSTuUVwWxXyYzZ%";

  /// Those that may be without leading zeros.
  private static final String UNPADDED = "dHIjmMSy";

  private TimeFormat() {}

  /// The first specifier that there is not.
  static Optional<String> unknown(String format) {
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
      boolean isUnpadded = format.startsWith("%-", at);
      int end = at + (isUnpadded ? 2 : 1);
      String known = isUnpadded ? UNPADDED : SPECIFIERS;
      if (end >= format.length() || known.indexOf(format.charAt(end)) < 0) {
        return Optional.of(format.substring(at, Math.min(end + 1, format.length())));
      }
      at = end + 1;
    }
    return Optional.empty();
  }
}
