package io.edgemq.cluster.directory;

/// What an endpoint's sealed segments become in the object store (docs/format/objects.md).
public enum Output {
  /// The segment itself, compressed; every endpoint has it.
  SEGMENT,
  /// Its frames as raw Parquet, one row each.
  PARQUET,
  /// Typed rows, of the endpoint's views.
  VIEWS
}
