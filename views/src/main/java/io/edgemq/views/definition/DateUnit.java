package io.edgemq.views.definition;

import java.util.Locale;

/// What `date_trunc` cuts at: those of DuckDB's that are spans of time, in the singular.
public enum DateUnit {
  MILLENNIUM,
  CENTURY,
  DECADE,
  YEAR,
  QUARTER,
  MONTH,
  /// From Monday on.
  WEEK,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  MILLISECOND,
  MICROSECOND;

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
