package io.edgemq.ops.node;

import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.operation.NodeConnections;
import io.edgemq.cluster.operation.NodeDesk;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.operation.NodeStatus;
import io.edgemq.ingest.connection.OpenConnections;
import io.edgemq.ops.management.DrainRoutes;
import io.edgemq.ops.settings.ProgramVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// This node, as operators see it and have it drained, whichever node they ask.
///
/// @param instance of its disk
/// @param roles that it has in the cluster
/// @param taking it out of service; nothing as long as the node does not serve
record OperatedNode(
    String instance,
    List<String> roles,
    OpenConnections open,
    Supplier<? extends Optional<? extends DrainRoutes.Drain>> taking)
    implements NodeDesk.Node {
  @Override
  public NodeStatus status() {
    return new NodeStatus(
        instance, ProgramVersion.ofJar().orElse(""), roles, stage(), open.count());
  }

  @Override
  public NodeConnections connections(ConnectionsWanted wanted) {
    return open.list(wanted);
  }

  @Override
  public boolean disconnect(long id, String tenant) {
    return open.disconnect(id, tenant);
  }

  @Override
  public DrainAnswer drain() {
    Optional<? extends DrainRoutes.Drain> how = taking.get();
    if (how.isEmpty()) {
      return new DrainAnswer(DrainAnswer.Outcome.NOT_SERVING, stage());
    }
    if (!how.get().hasBegun()) {
      if (!how.get().hasOthers()) {
        return new DrainAnswer(DrainAnswer.Outcome.NO_OTHERS, stage());
      }
      how.get().start();
    }
    return new DrainAnswer(DrainAnswer.Outcome.DRAINING, stage());
  }

  private String stage() {
    return taking.get().map(it -> it.label()).orElse(NodeStatus.STARTING);
  }
}
