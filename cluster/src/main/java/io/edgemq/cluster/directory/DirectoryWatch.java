package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.LiveDirectory.Refreshed;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// One per node: lets the node's directory be read again, every so often and when another node says
/// that it has found a change. What this node finds by itself it tells all others, which look at
/// once, so that a change is known everywhere about as soon as it is on one node (decision 0025). A
/// message that gets lost costs no more than the time to the next look.
///
/// One look at a time, on the dispatcher for blocking calls.
public final class DirectoryWatch extends AbstractMatchingBehavior<DirectoryWatch.Command> {
  /// Under which the watches of a cluster find each other.
  static final ServiceKey<Command> SERVICE_KEY =
      ServiceKey.create(Command.class, "directory-watch");

  /// What the actor is told.
  public sealed interface Command {}

  /// Another node has found a change.
  public record Changed() implements Command {}

  /// Look now; a change that is found is told to the others.
  public record Look() implements Command {}

  private record Looked(Cause cause, @Nullable Refreshed result, @Nullable Throwable failure)
      implements Command {}

  private record Others(Set<ActorRef<Command>> watches) implements Command {}

  /// Why to look. What others have said they need not be told.
  private enum Cause {
    TOLD,
    OWN
  }

  private final LiveDirectory directory;
  private final Runnable onLost;
  private final Executor blocking;
  private Set<ActorRef<Command>> others = Set.of();
  private boolean isLooking;
  private @Nullable Cause next;

  private DirectoryWatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      LiveDirectory directory,
      Duration every,
      Runnable onLost) {
    super(context);
    this.directory = directory;
    this.onLost = onLost;
    blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    timers.startTimerWithFixedDelay(new Look(), every);
    ActorRef<Receptionist.Listing> listings =
        context.messageAdapter(
            Receptionist.Listing.class, it -> new Others(it.getServiceInstances(SERVICE_KEY)));
    ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
    receptionist.tell(Receptionist.register(SERVICE_KEY, context.getSelf()));
    receptionist.tell(Receptionist.subscribe(SERVICE_KEY, listings));
  }

  /// The actor's behavior.
  ///
  /// @param directory which from now on nobody else refreshes
  /// @param every how often to look unasked
  /// @param onLost run on the actor's thread when a key or an endpoint is good no more, or a key's
  ///   time is over; it must not block
  public static Behavior<Command> create(LiveDirectory directory, Duration every, Runnable onLost) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new DirectoryWatch(context, timers, directory, every, onLost)));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Look _ -> look(Cause.OWN);
      case Changed _ -> look(Cause.TOLD);
      case Looked looked -> onLooked(looked);
      case Others(Set<ActorRef<Command>> watches) -> others = Set.copyOf(watches);
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void look(Cause cause) {
    if (isLooking) { // what is being read may be older than what was told
      next = cause;
      return;
    }
    isLooking = true;
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(directory::refresh, blocking),
            (result, failure) -> new Looked(cause, result, failure));
  }

  private void onLooked(Looked looked) {
    isLooking = false;
    if (looked.failure() != null) {
      getContext()
          .getLog()
          .error("The control documents were not looked at; it is tried again", looked.failure());
    } else if (looked.result() != null) {
      onResult(looked.result(), looked.cause());
    }
    if (next != null) {
      Cause cause = next;
      next = null;
      look(cause);
    }
  }

  private void onResult(Refreshed result, Cause cause) {
    switch (result) {
      case UNCHANGED -> {}
      case EXPIRED -> onLost.run(); // others have clocks of their own
      case CHANGED -> announce(cause);
      case LOST -> {
        onLost.run();
        announce(cause);
      }
    }
  }

  private void announce(Cause cause) {
    if (cause == Cause.OWN) {
      for (ActorRef<Command> watch : others) {
        if (!watch.equals(getContext().getSelf())) {
          watch.tell(new Changed());
        }
      }
    }
  }
}
