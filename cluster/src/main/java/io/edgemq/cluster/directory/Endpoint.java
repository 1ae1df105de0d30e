package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.WalId;
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
/// @param partitions logs that its messages are spread over, 1 to [#PARTITIONS_MAX]
/// @param ack what its acknowledgements stand for, unless a client asks for more
public record Endpoint(
    String tenant,
    String name,
    Plan plan,
    SealPolicy seal,
    Set<Output> outputs,
    List<PublishedView> views,
    int partitions,
    AckLevel ack) {
  /// Views that an endpoint has at most: each holds memory while a segment is rendered.
  public static final int VIEWS_MAX = 16;

  /// Each is a log with a writer, an open segment and a lane of shipping of its own.
  public static final int PARTITIONS_MAX = 256;

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
    if (partitions < 1 || partitions > PARTITIONS_MAX) {
      throw new IllegalArgumentException(tenant + "/" + name + " with " + partitions + " logs");
    }
  }

  /// The same under another plan.
  Endpoint with(Plan other) {
    return new Endpoint(tenant, name, other, seal, outputs, views, partitions, ack);
  }

  /// One whose acknowledgements stand for durable.
  public Endpoint(
      String tenant,
      String name,
      Plan plan,
      SealPolicy seal,
      Set<Output> outputs,
      List<PublishedView> views,
      int partitions) {
    this(tenant, name, plan, seal, outputs, views, partitions, AckLevel.DURABLE);
  }

  /// An endpoint whose segments become nothing else.
  public Endpoint(String tenant, String name, Plan plan, SealPolicy seal) {
    this(tenant, name, plan, seal, Set.of(Output.SEGMENT), List.of(), 1);
  }

  /// The log of a sender. The same hash gives the same log, as long as the number of partitions
  /// stays. Where there is one partition it is called 0, otherwise they count from 1, so that the
  /// name of a segment does not depend on how many there are when it is shipped (decision 0027).
  public WalId log(int hash) {
    if (partitions == 1) {
      return new WalId(tenant, name, 0);
    }
    // Hashes of similar names differ in few bits; those of a product's upper half depend on all.
    int spread = (int) ((hash * 0x9E3779B97F4A7C15L) >>> 32);
    return new WalId(tenant, name, 1 + Math.floorMod(spread, partitions));
  }
}
