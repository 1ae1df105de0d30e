package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.SealPolicy;
import java.util.List;
import java.util.Set;

/// A place that devices publish to: one log, one prefix in the object store.
///
/// @param tenant name of its tenant
/// @param name unique within the tenant
/// @param plan what the tenant's plan allows here
/// @param seal when its segments are sealed
/// @param outputs what its segments become in the object store
/// @param views that are made of its segments; none unless `outputs` has them. Of one view there
///   may be several versions
public record Endpoint(
    String tenant,
    String name,
    Plan plan,
    SealPolicy seal,
    Set<Output> outputs,
    List<PublishedView> views) {
  /// Views that an endpoint has at most: each holds memory while a segment is rendered.
  public static final int VIEWS_MAX = 16;

  public Endpoint {
    outputs = Set.copyOf(outputs);
    views = List.copyOf(views);
    if (views.size() > VIEWS_MAX || outputs.contains(Output.VIEWS) == views.isEmpty()) {
      throw new IllegalArgumentException(
          "%s/%s with %d views and outputs %s".formatted(tenant, name, views.size(), outputs));
    }
    if (!outputs.contains(Output.SEGMENT)) {
      throw new IllegalArgumentException(tenant + "/" + name + " does not keep its segments");
    }
  }

  /// An endpoint whose segments become nothing else.
  public Endpoint(String tenant, String name, Plan plan, SealPolicy seal) {
    this(tenant, name, plan, seal, Set.of(Output.SEGMENT), List.of());
  }
}
