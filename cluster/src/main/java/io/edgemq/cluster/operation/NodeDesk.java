package io.edgemq.cluster.operation;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// One per node: answers what operators ask of the node and does to it what they say, also those
/// that have asked another node. Others find it by [#KEY].
public final class NodeDesk extends AbstractMatchingBehavior<NodeDesk.Command> {
  /// Under which each node's is found.
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "node-desk");

  /// The node itself. Called by the actor; calls do not block.
  public interface Node {
    /// How it is.
    NodeStatus status();

    /// Those of its connections that are wanted.
    NodeConnections connections(ConnectionsWanted wanted);

    /// Ends a connection.
    ///
    /// @param tenant whose it has to be; empty: of any
    /// @return whether it is one of this node
    boolean disconnect(long id, String tenant);

    /// Begins to take it out of service, unless that has begun.
    DrainAnswer drain();
  }

  /// What the actor is told, from any node.
  public sealed interface Command {}

  /// Answers with how the node is.
  public record Look(ActorRef<NodeStatus> replyTo) implements Command {}

  /// Answers with connections.
  public record ListConnections(ConnectionsWanted wanted, ActorRef<NodeConnections> replyTo)
      implements Command {}

  /// Ends a connection, if it is one of this node.
  ///
  /// @param tenant whose it has to be; empty: of any
  public record Disconnect(long id, String tenant, ActorRef<Disconnected> replyTo)
      implements Command {}

  /// Begins to take the node out of service.
  public record Drain(ActorRef<DrainAnswer> replyTo) implements Command {}

  /// Whether the connection was one of this node and is told to end.
  public record Disconnected(boolean wasHere) {}

  /// What came of the wish that a node be drained.
  ///
  /// @param stage that it is in now, see [NodeStatus]
  public record DrainAnswer(Outcome outcome, String stage) {
    /// Whether it is.
    public enum Outcome {
      /// It is being drained, or is already.
      DRAINING,
      /// Nobody else is there for what it does, so it goes on.
      NO_OTHERS,
      /// It does not serve yet.
      NOT_SERVING
    }
  }

  private final Node node;

  private NodeDesk(ActorContext<Command> context, Node node) {
    super(context);
    this.node = node;
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
  }

  /// The behavior of the one that a node has.
  public static Behavior<Command> create(Node node) {
    return Behaviors.setup(context -> new NodeDesk(context, node));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Look(ActorRef<NodeStatus> replyTo) -> replyTo.tell(node.status());
      case ListConnections(ConnectionsWanted wanted, ActorRef<NodeConnections> replyTo) ->
          replyTo.tell(node.connections(wanted));
      case Disconnect(long id, String tenant, ActorRef<Disconnected> replyTo) ->
          replyTo.tell(new Disconnected(node.disconnect(id, tenant)));
      case Drain(ActorRef<DrainAnswer> replyTo) -> replyTo.tell(node.drain());
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }
}
