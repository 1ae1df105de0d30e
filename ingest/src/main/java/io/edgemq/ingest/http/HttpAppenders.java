package io.edgemq.ingest.http;

import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.WalId;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Hands the requests of a node's HTTP ports to the [HttpAppender] of their endpoint and level, and
/// starts it where there is none.
public final class HttpAppenders extends AbstractMatchingBehavior<HttpAppenders.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// Append a request to a log. Answered in time, see [AppendQueue.Request#answer()].
  record Append(Door door, AppendQueue.Request request) implements Command {}

  /// One has nothing to do.
  record Idle(Door door, ActorRef<HttpAppender.Command> appender) implements Command {}

  /// What requests share: the log, and what their 202 stands for. Appends of one sender are
  /// acknowledged in their order, so those that wait for less do not go behind others.
  record Door(WalId wal, AckLevel ack) {}

  private final WalSharding wals;
  private final HttpSettings settings;
  private final Map<Door, ActorRef<HttpAppender.Command>> appenders = new HashMap<>();

  private HttpAppenders(ActorContext<Command> context, WalSharding wals, HttpSettings settings) {
    super(context);
    this.wals = wals;
    this.settings = settings;
  }

  /// The behavior of the one that a node has.
  public static Behavior<Command> create(WalSharding wals, HttpSettings settings) {
    return Behaviors.setup(context -> new HttpAppenders(context, wals, settings));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Append(Door door, AppendQueue.Request request) ->
          appenders.computeIfAbsent(door, this::start).tell(new HttpAppender.Append(request));
      case Idle(Door door, ActorRef<HttpAppender.Command> appender) -> {
        // What was handed to it before this is ahead of the stop; what comes goes to a new one.
        appenders.remove(door, appender);
        appender.tell(new HttpAppender.Stop());
      }
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    // One that failed owes answers that nobody can give: that ends this actor, and so the node.
    return signal instanceof Terminated && !(signal instanceof ChildFailed)
        ? this
        : Behaviors.unhandled();
  }

  private ActorRef<HttpAppender.Command> start(Door door) {
    ActorRef<HttpAppender.Command> appender =
        getContext()
            .spawnAnonymous(
                HttpAppender.create(
                    attach -> wals.attach(door.wal(), attach),
                    door,
                    settings,
                    getContext().getSelf()));
    getContext().watch(appender);
    return appender;
  }
}
