package io.edgemq.cluster.directory;

/// What an API key may be used for.
public enum Scope {
  /// Publish over MQTT or HTTP.
  INGEST,
  /// Read metrics.
  METRICS,
  /// Change tenants, endpoints and keys.
  ADMIN
}
