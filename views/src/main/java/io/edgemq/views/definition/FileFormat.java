package io.edgemq.views.definition;

import java.util.Locale;

/// The kind of file that rows are put into.
public enum FileFormat {
  PARQUET,
  CSV;

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
