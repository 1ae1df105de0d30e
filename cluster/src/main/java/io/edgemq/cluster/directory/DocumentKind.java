package io.edgemq.cluster.directory;

import java.util.Locale;

/// What there are documents of whose versions follow each other (docs/format/control.md).
public enum DocumentKind {
  /// Named `PLAN`.
  PLANS(1),
  /// Named `TENANT`.
  TENANTS(1),
  /// Named `TENANT/ENDPOINT`.
  ENDPOINTS(2),
  /// Named `TENANT/DESTINATION`.
  DESTINATIONS(2);

  private final int names;

  DocumentKind(int names) {
    this.names = names;
  }

  /// The kind's folder below `control/`, and what people call it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How many names a document of it has.
  int names() {
    return names;
  }
}
