package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.ingest.connection.MqttListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;

/// Starts a node's actors in their order: shipping with the recovery of what was left behind, the
/// sharding of logs, and the listener once the node is a member of its cluster. It watches them: a
/// node that has lost one of them stops, and its successor recovers.
final class NodeGuardian extends AbstractMatchingBehavior<NodeGuardian.Command> {
  sealed interface Command {}

  private record Up() implements Command {}

  private record ListenerStarted(MqttListener.Started started) implements Command {}

  /// What the node talks to.
  record Serving(
      InetSocketAddress mqtt,
      ActorRef<MqttListener.Command> listener,
      ActorRef<Shipping.Command> shipping) {}

  private final NodeParts parts;
  private final ActorRef<Shipping.Command> shipping;
  private final WalSharding wals;
  private final CompletableFuture<Serving> serving;

  private NodeGuardian(
      ActorContext<Command> context, NodeParts parts, CompletableFuture<Serving> serving)
      throws IOException {
    super(context);
    this.parts = parts;
    this.serving = serving;
    shipping = context.spawn(parts.shipping(), "shipping");
    context.watch(shipping);
    wals =
        WalSharding.start(
            context.getSystem(),
            parts.walNode(shipping),
            parts.settings().directory(),
            NodeParts.WAL_DISPATCHER);
    Cluster cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(Subscribe.create(context.messageAdapter(SelfUp.class, _ -> new Up()), SelfUp.class));
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  static Behavior<Command> create(NodeParts parts, CompletableFuture<Serving> serving) {
    return Behaviors.setup(context -> new NodeGuardian(context, parts, serving));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Up _ -> startListener();
      case ListenerStarted(MqttListener.Started.Failed(Throwable failure)) ->
          serving.completeExceptionally(failure);
      case ListenerStarted(MqttListener.Started.Listening listening) ->
          serving.complete(new Serving(listening.address(), listening.listener(), shipping));
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

  private void startListener() {
    ActorRef<MqttListener.Started> started =
        getContext().messageAdapter(MqttListener.Started.class, ListenerStarted::new);
    ActorRef<MqttListener.Command> listener =
        getContext()
            .spawn(MqttListener.create(parts.listen(), parts.connections(wals), started), "mqtt");
    getContext().watch(listener);
  }
}
