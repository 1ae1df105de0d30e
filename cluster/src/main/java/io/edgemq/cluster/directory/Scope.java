package io.edgemq.cluster.directory;

import java.util.Locale;

/// What an API key may be used for.
public enum Scope {
  /// Publish over MQTT or HTTP.
  INGEST,
  /// Read metrics; of the operator's keys only.
  METRICS,
  /// Look at what there is, over the management API.
  READ,
  /// Change it, and look at it.
  ADMIN;

  /// As it is written in configurations, documents and tokens.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
