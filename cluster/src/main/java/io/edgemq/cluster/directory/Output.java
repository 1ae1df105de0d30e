package io.edgemq.cluster.directory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an endpoint's sealed segments become in the object store (docs/format/objects.md).
public enum Output {
  /// The segment itself, compressed; every endpoint has it.
  SEGMENT,
  /// Its frames as raw Parquet, one row each.
  PARQUET,
  /// Typed rows, of the endpoint's views.
  VIEWS;

  /// As configurations and documents name it: `segment`, `parquet`, `views`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The output of that label, if there is one.
  public static Optional<Output> labelled(String label) {
    return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
  }
}
