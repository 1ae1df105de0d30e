package io.edgemq.ops.node;

import io.edgemq.cluster.directory.DirectoryWatch;
import io.edgemq.cluster.placement.ShardPlacement;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.http.HttpPort;
import io.edgemq.ingest.transport.Listener;
import io.edgemq.ops.joining.DnsJoining;
import io.edgemq.ops.management.ManagementHttp;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Management;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterCommand;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/// Starts a node's actors in their order: shipping with the recovery of what was left behind, the
/// sharding of logs, and, once the node is a member of its cluster, the connections and one
/// listener after the other. It watches them: a node that has lost one of them stops, and its
/// successor recovers.
final class NodeGuardian extends AbstractMatchingBehavior<NodeGuardian.Command> {
  sealed interface Command {}

  private record ManagementBound(OptionalInt port) implements Command {}

  private record ManagementFailed(Throwable failure) implements Command {}

  private record Up() implements Command {}

  private record ListenerStarted(Listener.Started started) implements Command {}

  /// What the node talks to.
  ///
  /// @param ports where each service listens; without those that are off
  /// @param managementPort empty: off
  record Serving(
      Map<Service, Integer> ports,
      OptionalInt managementPort,
      Drain drain,
      ActorRef<Shipping.Command> shipping) {}

  private final NodeParts parts;
  private final WalSharding wals;
  private final ActorRef<Shipping.Command> shipping;
  private final ActorRef<MqttConnections.Command> connections;
  private final ActorRef<DirectoryWatch.Command> directoryWatch;
  private final HttpPort.Shared http;
  private final Queue<NodeSettings.Listener> toStart;
  private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
  private final List<ActorRef<Listener.Command>> listeners = new ArrayList<>();
  private final CompletableFuture<Serving> serving;
  private OptionalInt managementPort = OptionalInt.empty();

  private NodeGuardian(
      ActorContext<Command> context, NodeParts parts, CompletableFuture<Serving> serving)
      throws IOException {
    super(context);
    this.parts = parts;
    this.serving = serving;
    toStart = new ArrayDeque<>(parts.settings().listeners());
    shipping = watched(parts.shipping(context.getSystem()), "shipping");
    wals =
        WalSharding.start(
            context.getSystem(),
            parts.walNode(shipping),
            new ShardPlacement(WalSharding::shard),
            NodeParts.WAL_DISPATCHER);
    Member self = Cluster.get(context.getSystem()).selfMember();
    watched(parts.logReports(self.address(), shipping), "log-reports");
    watched(parts.nodeDesk(self), "node-desk");
    connections = watched(parts.connections(wals), "connections");
    directoryWatch = watched(parts.directoryWatch(connections), "directory-watch");
    http = parts.http(watched(parts.appenders(wals), "http-appenders"), context.getSystem());
    parts.certificates().followBetweenNodes(context.getSystem());
    parts.careForBuckets(context.getSystem());
    bindManagement();
  }

  static Behavior<Command> create(NodeParts parts, CompletableFuture<Serving> serving) {
    return Behaviors.setup(context -> new NodeGuardian(context, parts, serving));
  }

  /// Before joining, so that it can be watched, and a node without its port never joins.
  private void bindManagement() {
    Management settings = parts.settings().management();
    if (settings.port().isEmpty()) {
      getContext().getSelf().tell(new ManagementBound(OptionalInt.empty()));
      return;
    }
    ActorSystem<?> system = getContext().getSystem();
    getContext()
        .pipeToSelf(
            ManagementHttp.bind(
                system,
                settings.host(),
                settings.port().getAsInt(),
                parts.certificates().management(system),
                parts.managementRoute(system, directoryWatch)),
            (binding, failure) ->
                failure == null
                    ? new ManagementBound(OptionalInt.of(binding.localAddress().getPort()))
                    : new ManagementFailed(failure));
  }

  private void join() {
    NodeSettings.Cluster settings = parts.settings().cluster();
    Cluster cluster = Cluster.get(getContext().getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                getContext().messageAdapter(SelfUp.class, _ -> new Up()), SelfUp.class));
    settings
        .dns()
        .ifPresentOrElse(
            dns -> getContext().spawn(DnsJoining.create(dns), "dns-joining"), // ends when it has
            () -> cluster.manager().tell(joining(cluster.selfMember().address(), settings)));
  }

  private static ClusterCommand joining(Address self, NodeSettings.Cluster cluster) {
    return cluster.seedNodes().isEmpty()
        ? Join.create(self)
        : new JoinSeedNodes(
            cluster.seedNodes().stream()
                .map(it -> new Address(self.protocol(), self.system(), it.host(), it.port()))
                .toList());
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case ManagementBound(OptionalInt port) -> {
        managementPort = port;
        join();
      }
      case ManagementFailed(Throwable failure) -> {
        Management settings = parts.settings().management();
        serving.completeExceptionally(
            new CannotListen("management", settings.host(), settings.port().orElse(0), failure));
      }
      case Up _ -> startNext();
      case ListenerStarted(Listener.Started.Listening(var address, var listener)) -> {
        ports.put(toStart.remove().service(), address.getPort());
        listeners.add(listener);
        startNext();
      }
      case ListenerStarted(Listener.Started.Failed(Throwable failure)) -> {
        NodeSettings.Listener failed = toStart.remove();
        serving.completeExceptionally(
            new CannotListen(failed.service().label(), failed.host(), failed.port(), failure));
      }
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    if (signal instanceof Terminated ended) {
      parts.broke(ended.getRef().path().name() + " has ended");
    }
    return Behaviors.unhandled(); // the death of a child ends the node
  }

  private void startNext() {
    NodeSettings.Listener next = toStart.peek();
    if (next == null) {
      var drain =
          new Drain(
              getContext().getSystem(),
              parts.settings().shutdown(),
              new Drain.Parts(wals, listeners, connections, parts.httpConnections(), shipping));
      parts.serves(drain);
      serving.complete(new Serving(ports, managementPort, drain, shipping));
      return;
    }
    ActorRef<Listener.Started> started =
        getContext().messageAdapter(Listener.Started.class, ListenerStarted::new);
    try {
      ActorSystem<?> system = getContext().getSystem();
      ClientPorts clients = parts.clientPorts(connections, http, system);
      watched(
          Listener.create(clients.listen(next), clients.served(next.service()), started),
          next.service().label());
    } catch (IOException e) {
      serving.completeExceptionally(e);
    }
  }

  private <T> ActorRef<T> watched(Behavior<T> behavior, String name) {
    ActorRef<T> child = getContext().spawn(behavior, name);
    getContext().watch(child);
    return child;
  }
}
