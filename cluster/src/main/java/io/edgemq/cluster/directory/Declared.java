package io.edgemq.cluster.directory;

import java.util.Map;

/// What the configuration of the nodes declares, which is good where no document says otherwise.
///
/// @param plans by name
/// @param tenants of `directory`, by name
/// @param directory endpoints and keys
/// @param terms of the nodes
public record Declared(
    Map<String, Plan> plans,
    Map<String, TenantTerms> tenants,
    Directory directory,
    NodeTerms terms) {
  public Declared {
    plans = Map.copyOf(plans);
    tenants = Map.copyOf(tenants);
  }
}
