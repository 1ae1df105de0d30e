package io.edgemq.views.definition;

import java.util.Locale;

/// What a message is.
public enum MessageFormat {
  /// One JSON value.
  JSON,
  /// JSON values, one a line, each a row.
  NDJSON;

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
