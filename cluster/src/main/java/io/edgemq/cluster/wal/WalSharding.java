package io.edgemq.cluster.wal;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/// Finds the log of an endpoint, wherever in the cluster it is, and starts it where it is not. Any
/// thread.
public final class WalSharding {
  /// How often a sender looks whether a log on another node is silent: what it owes an answer for
  /// between two looks may be lost. A log whose node has died is given up by the cluster, not here.
  public static final Duration SILENCE = Duration.ofSeconds(3);

  /// Role of the nodes that have logs (`edgemq.cluster.roles`).
  public static final String ROLE = "log";

  /// All nodes of a cluster have to agree on their number.
  private static final ShardingMessageExtractor<
          ShardingEnvelope<EndpointWal.Command>, EndpointWal.Command>
      SHARDS = new HashCodeMessageExtractor<>(1000);

  private final org.apache.pekko.cluster.sharding.ClusterSharding regions;
  private final boolean hasLogs;
  private volatile ActorRef<ShardingEnvelope<EndpointWal.Command>> region;

  private WalSharding(
      ActorSystem<?> system,
      Entity<EndpointWal.Command, ShardingEnvelope<EndpointWal.Command>> logs) {
    regions = org.apache.pekko.cluster.sharding.ClusterSharding.get(system.classicSystem());
    region = ClusterSharding.get(system).init(logs);
    hasLogs = Cluster.get(system).selfMember().hasRole(ROLE);
  }

  /// Takes part in the sharding of logs. On a node without the role it only finds those of others.
  ///
  /// @param placement which node gets which shard
  /// @param dispatcher configuration path of the dispatcher that logs block on
  public static WalSharding start(
      ActorSystem<?> system, WalNode node, ShardAllocationStrategy placement, String dispatcher) {
    var entity =
        Entity.of(EndpointWal.TYPE_KEY, context -> behavior(node, context))
            .withRole(ROLE)
            .withMessageExtractor(SHARDS)
            .withAllocationStrategy(placement)
            .withStopMessage(new EndpointWal.Stop())
            .withEntityProps(DispatcherSelector.fromConfig(dispatcher));
    return new WalSharding(system, entity);
  }

  /// The shard that a log is in: what moves together.
  ///
  /// @param wal its name
  public static String shard(String wal) {
    return SHARDS.shardId(wal);
  }

  /// Asks for a connection to be attached to a log. Answered from wherever the log is; where no
  /// answer comes in time, ask again.
  public void attach(WalId wal, EndpointWal.Attach attach) {
    region.tell(new ShardingEnvelope<>(wal.toString(), attach));
  }

  /// Gives the logs of this node to others, and takes none from now on. Connections of this node go
  /// on and find theirs where they are then. Complete when the last has ended here; fails if that
  /// takes longer.
  public CompletionStage<Done> handOver(Duration within) {
    if (!hasLogs) {
      return CompletableFuture.completedFuture(Done.done());
    }
    String type = EndpointWal.TYPE_KEY.name();
    region = Adapter.toTyped(regions.startProxy(type, Optional.of(ROLE), new Envelopes()));
    return Patterns.gracefulStop(
            regions.shardRegion(type), within, ShardRegion.gracefulShutdownInstance())
        .thenApply(_ -> Done.done());
  }

  /// What is sent through sharding, as it is seen by what only passes it on.
  private static final class Envelopes implements ShardRegion.MessageExtractor {
    @Override
    public String entityId(Object message) {
      return ((ShardingEnvelope<?>) message).entityId();
    }

    @Override
    public Object entityMessage(Object message) {
      return ((ShardingEnvelope<?>) message).message();
    }

    @Override
    public String shardId(Object message) {
      return SHARDS.shardId(entityId(message));
    }
  }

  /// Whether messages to a log cross nodes, so that they may get lost.
  public static boolean isOnOtherNode(ActorRef<EndpointWal.Command> wal) {
    return wal.path().address().hasGlobalScope();
  }

  private static Behavior<EndpointWal.Command> behavior(
      WalNode node, EntityContext<EndpointWal.Command> context) {
    Optional<WalId> wal = WalId.parse(context.getEntityId());
    Optional<Endpoint> endpoint =
        wal.flatMap(it -> node.directory().get().endpoint(it.tenant(), it.endpoint()));
    return endpoint.isPresent()
        ? EndpointWal.create(node, endpoint.get(), wal.orElseThrow(), context.getShard())
        : refusing();
  }

  /// Ends with its refusal: this node may know the endpoint when it is asked the next time.
  private static Behavior<EndpointWal.Command> refusing() {
    return Behaviors.receiveMessage(command -> {
      if (command instanceof EndpointWal.Attach attach) {
        attach
            .connection()
            .tell(new EndpointWal.AttachReply.Refused(AttachRefusal.UNKNOWN_ENDPOINT));
      }
      return Behaviors.stopped();
    });
  }
}
