package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.AckLevel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a version of a document says (docs/format/control.md). It is right in itself; whether what
/// it names is there is not known here.
sealed interface Document {
  /// A plan.
  ///
  /// @param limits with the first two
  record OfPlan(Limits limits) implements Document {}

  /// A tenant.
  record OfTenant(TenantTerms terms) implements Document {}

  /// An endpoint.
  ///
  /// @param partitions logs that it is spread over
  /// @param ack what its acknowledgements stand for
  /// @param destination name of one of its tenant's; empty: the operator's store
  record OfEndpoint(
      Set<Output> outputs,
      List<ViewName> views,
      Optional<Long> sealBytes,
      Optional<Duration> sealAge,
      Optional<Long> sealBytesMax,
      int partitions,
      AckLevel ack,
      Optional<String> destination)
      implements Document {
    public OfEndpoint {
      outputs = Set.copyOf(outputs);
      views = List.copyOf(views);
    }
  }

  /// A destination.
  record OfDestination(Destination destination) implements Document {}

  /// There is none of that name any more.
  ///
  /// @param destination of an endpoint: where what is left of it goes
  record Removed(Optional<String> destination) implements Document {}
}
