package io.edgemq.views.rows;

import java.util.Locale;

/// Why a row is a dead letter.
public enum Reason {
  /// The message, or the line, is not JSON or not UTF-8.
  NOT_JSON,
  /// What `unnest` gives is not an array.
  NOT_AN_ARRAY,
  /// A value does not fit its type exactly.
  CAST,
  /// A required column is null.
  REQUIRED,
  /// A number, a time, a text or a pattern is beyond what can be computed with.
  RANGE,
  /// Values of these kinds cannot be compared or used together.
  KIND,
  /// A message makes more rows or dead letters than one message may.
  TOO_LARGE;

  /// The short code in dead letters and metrics.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
