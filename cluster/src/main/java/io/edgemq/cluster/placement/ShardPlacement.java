package io.edgemq.cluster.placement;

import io.edgemq.cluster.placement.Placement.Move;
import io.edgemq.cluster.placement.Placement.Traffic;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/// [Placement] for sharding's coordinator: asks the nodes what enters their logs, and has shards
/// moved accordingly. While a node is joining, leaving or unreachable, or they run different
/// versions, nothing is moved; then new shards go to nodes of the newest version.
///
/// Called by the coordinator alone. What it knows is lost when the coordinator moves, and learned
/// again.
public final class ShardPlacement extends AbstractShardAllocationStrategy
    implements ActorSystemDependentAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(ShardPlacement.class);

  /// A shard that was moved stays for so long.
  private static final Duration REST = Duration.ofMinutes(1);

  private final UnaryOperator<String> shardOf;
  private final Map<String, String> planned = new ConcurrentHashMap<>();
  private final Map<String, Long> movedNanos = new ConcurrentHashMap<>();
  private volatile Map<String, Traffic> traffic = Map.of();
  private @Nullable Cluster cluster;
  private @Nullable ClusterReports reports;

  /// @param shardOf the shard of a log, by the log's name
  public ShardPlacement(UnaryOperator<String> shardOf) {
    this.shardOf = shardOf;
  }

  @Override
  public void start(ActorSystem system) {
    cluster = Cluster.get(system);
    reports = new ClusterReports(Adapter.toTyped(system));
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    Map<String, ActorRef> byNode = newest(regions.keySet());
    String wanted = planned.remove(shard);
    String home =
        wanted != null && byNode.containsKey(wanted)
            ? wanted
            : new Placement(shards(byNode, regions), traffic).home(node(requester));
    return Future.successful(byNode.get(home));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    if (reports == null || !moving.isEmpty() || regions.size() < 2 || !isSteady()) {
      return Future.successful(Set.of());
    }
    Map<String, Set<String>> shards = shards(byNode(regions.keySet()), regions);
    return FutureConverters.asScala(
        reports.ask(NodeReport.LOGS_MAX).thenApply(them -> moves(shards, them)));
  }

  private Set<String> moves(Map<String, Set<String>> shards, List<NodeReport> nodes) {
    traffic = traffic(nodes);
    nodes.stream().filter(NodeReport::isDraining).forEach(it -> shards.remove(it.node()));
    long now = System.nanoTime();
    movedNanos.values().removeIf(it -> now - it > REST.toNanos());
    planned.clear(); // what nobody has asked for since is decided anew
    Set<String> ids = new HashSet<>();
    for (Move move : new Placement(shards, traffic).moves(movedNanos.keySet())) {
      planned.put(move.shard(), move.to());
      movedNanos.put(move.shard(), now);
      ids.add(move.shard());
      LOG.info("Shard {} is moved from {} to {}", move.shard(), move.from(), move.to());
    }
    return ids;
  }

  /// What enters the shards, as far as the nodes have named their logs.
  private Map<String, Traffic> traffic(List<NodeReport> nodes) {
    Map<String, Traffic> byShard = new HashMap<>();
    for (NodeReport node : nodes) {
      for (LogReport log : node.busiest()) {
        Map<String, Double> entering = new HashMap<>();
        log.entering().forEach((through, bytes) -> entering.put(through, (double) bytes));
        byShard.merge(
            shardOf.apply(log.wal().toString()),
            new Traffic(log.bytesPerSecond(), entering),
            Traffic::plus);
      }
    }
    return Map.copyOf(byShard);
  }

  /// Whether all members are up and alike.
  private boolean isSteady() {
    CurrentClusterState state = state();
    return state.getUnreachable().isEmpty()
        && members(state).stream().allMatch(it -> it.status().equals(MemberStatus.up()))
        && members(state).stream().map(Member::appVersion).distinct().count() <= 1;
  }

  /// Regions by their nodes, of those only that run the newest version that there is.
  private Map<String, ActorRef> newest(Set<ActorRef> regions) {
    Map<String, ActorRef> all = byNode(regions);
    Map<String, Member> members =
        members(state()).stream()
            .filter(it -> all.containsKey(node(it.address())))
            .collect(Collectors.toMap(it -> node(it.address()), it -> it));
    Map<String, ActorRef> newest = new HashMap<>(all);
    members.values().stream()
        .map(Member::appVersion)
        .max(Comparator.naturalOrder())
        .ifPresent(version ->
            members.forEach((node, member) -> {
              if (!member.appVersion().equals(version)) {
                newest.remove(node);
              }
            }));
    return newest;
  }

  private static List<Member> members(CurrentClusterState state) {
    return StreamSupport.stream(state.getMembers().spliterator(), false).toList();
  }

  private CurrentClusterState state() {
    if (cluster == null) {
      throw new IllegalStateException("not started");
    }
    return cluster.state();
  }

  private Map<String, ActorRef> byNode(Set<ActorRef> regions) {
    return regions.stream().collect(Collectors.toMap(this::node, it -> it));
  }

  private static Map<String, Set<String>> shards(
      Map<String, ActorRef> byNode, Map<ActorRef, IndexedSeq<String>> regions) {
    Map<String, Set<String>> shards = new HashMap<>();
    byNode.forEach((node, region) ->
        shards.put(node, Set.copyOf(CollectionConverters.asJava(regions.get(region)))));
    return shards;
  }

  private String node(ActorRef region) {
    Address address = region.path().address();
    return node(
        address.hasLocalScope() && cluster != null ? cluster.selfMember().address() : address);
  }

  private static String node(Address address) {
    return NodeName.of(address);
  }
}
