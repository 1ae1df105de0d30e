package io.edgemq.cluster.operation;

/// Which connections are asked for: by their ids, from the smallest.
///
/// @param tenant whose; empty: of all
/// @param endpoint of which; empty: of all
/// @param after this one and those before it are left out; -1: none are
/// @param max so many at most, from 1
public record ConnectionsWanted(String tenant, String endpoint, long after, int max) {
  /// What a node tells at once, whatever is asked.
  public static final int MAX = 1_000;

  public ConnectionsWanted {
    if (after < -1 || max < 1) {
      throw new IllegalArgumentException("connections after " + after + ", max " + max);
    }
  }

  /// Whether one of this endpoint is among them.
  public boolean wants(String ofTenant, String ofEndpoint) {
    return (tenant.isEmpty() || tenant.equals(ofTenant))
        && (endpoint.isEmpty() || endpoint.equals(ofEndpoint));
  }
}
