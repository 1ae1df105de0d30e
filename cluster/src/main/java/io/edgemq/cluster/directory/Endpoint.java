package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.SealPolicy;
import java.util.Set;

/// A place that devices publish to: one log, one prefix in the object store.
///
/// @param tenant name of its tenant
/// @param name unique within the tenant
/// @param plan what the tenant's plan allows here
/// @param seal when its segments are sealed
/// @param outputs what its segments become in the object store
public record Endpoint(
    String tenant, String name, Plan plan, SealPolicy seal, Set<Output> outputs) {
  public Endpoint {
    outputs = Set.copyOf(outputs);
    if (!outputs.contains(Output.SEGMENT)) {
      throw new IllegalArgumentException(tenant + "/" + name + " does not keep its segments");
    }
  }

  /// An endpoint whose segments become nothing else.
  public Endpoint(String tenant, String name, Plan plan, SealPolicy seal) {
    this(tenant, name, plan, seal, Set.of(Output.SEGMENT));
  }
}
