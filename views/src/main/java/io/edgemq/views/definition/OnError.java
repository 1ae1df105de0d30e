package io.edgemq.views.definition;

import java.util.Locale;

/// What becomes of a row with a value that cannot be cast, or is required and null.
public enum OnError {
  /// The value is null.
  NULL,
  /// The message goes to the dead letters.
  DEAD_LETTER,
  /// The row is counted as filtered.
  DROP;

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
