package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.SealPolicy;

/// A place that devices publish to: one log, one prefix in the object store.
///
/// @param tenant name of its tenant
/// @param name unique within the tenant
/// @param plan what the tenant's plan allows here
/// @param seal when its segments are sealed
public record Endpoint(String tenant, String name, Plan plan, SealPolicy seal) {}
