package io.edgemq.ingest.http;

import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.cluster.wal.WalSharding;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// The way of all HTTP requests of this node, of one level of acknowledgement, into the log of one
/// endpoint: attaches to it once, as a door for many clients, and again when it has moved or died
/// and there is something for it: a log that is idle, or ends because its node stops, is not asked
/// back. What is kept and sent when is up to its [AppendQueue].
final class HttpAppender extends AbstractMatchingBehavior<HttpAppender.Command> {
  sealed interface Command {}

  /// Append a request.
  record Append(AppendQueue.Request request) implements Command {}

  /// No more requests will come: end when the log has answered all.
  record Stop() implements Command {}

  private record WalReply(AttachReply reply) implements Command {}

  private record WalEnded(ActorRef<EndpointWal.Command> wal) implements Command {}

  private record WalAppendReply(AppendReply reply) implements Command {}

  private record AttachAgain() implements Command {}

  private record Look() implements Command {}

  /// Look whether the log owes answers and is silent.
  record CheckSilence() implements Command {}

  /// An answer to [Attach] that did not come is asked for again so soon.
  private static final Duration ATTACH_RETRY = Duration.ofSeconds(1);

  private static final Duration IDLE_AFTER = Duration.ofMinutes(1);

  /// Looks at the time of what waits in as many steps: an answer is late by one of them.
  private static final int LOOKS = 8;

  private final TimerScheduler<Command> timers;
  private final Consumer<Attach> wals;
  private final HttpAppenders.Door door;
  private final ActorRef<HttpAppenders.Command> parent;
  private final AppendQueue queue;
  private final ActorRef<AppendReply> replies;
  private @Nullable ActorRef<EndpointWal.Command> wal;
  private long lastUsedNanos = System.nanoTime();
  private boolean isWalSilent;
  private boolean isStopping;

  private HttpAppender(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Consumer<Attach> wals,
      HttpAppenders.Door door,
      HttpSettings settings,
      ActorRef<HttpAppenders.Command> parent) {
    super(context);
    this.timers = timers;
    this.wals = wals;
    this.door = door;
    this.parent = parent;
    queue =
        new AppendQueue(
            door.ack(),
            settings.queueBytesMax(),
            settings.appendWithin(),
            settings.committedWithin());
    replies = context.messageAdapter(AppendReply.class, WalAppendReply::new);
    timers.startTimerWithFixedDelay(new Look(), queue.answerWithin().dividedBy(LOOKS));
    attach();
  }

  /// The behavior of the one of an endpoint.
  ///
  /// @param wals asks for the log; answered or not
  /// @param door what it is for
  /// @param parent told when it has been idle, to be stopped by it
  static Behavior<Command> create(
      Consumer<Attach> wals,
      HttpAppenders.Door door,
      HttpSettings settings,
      ActorRef<HttpAppenders.Command> parent) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new HttpAppender(context, timers, wals, door, settings, parent)));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Append(AppendQueue.Request request) -> onAppend(request);
      case WalAppendReply(AppendReply reply) -> onAppendReply(reply);
      case WalReply(AttachReply reply) -> onWalReply(reply);
      case WalEnded(ActorRef<EndpointWal.Command> ended) -> onWalEnded(ended);
      case AttachAgain _ -> attachIfNeeded();
      case Look _ -> onLook();
      case CheckSilence _ -> onCheckSilence();
      case Stop _ -> isStopping = true;
    }
    return isStopping && queue.isEmpty() ? Behaviors.stopped() : this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    if (signal instanceof PostStop) {
      queue.end();
      return this;
    }
    return Behaviors.unhandled();
  }

  private void onAppendReply(AppendReply reply) {
    switch (reply) {
      case AppendReply.Durable durable -> queue.durable(durable.sequence(), durable.position());
      case AppendReply.Committed(long sequence) -> queue.committed(sequence);
    }
  }

  private void onAppend(AppendQueue.Request request) {
    lastUsedNanos = System.nanoTime();
    queue.add(request, lastUsedNanos);
    if (!timers.isTimerActive(AttachAgain.class)) {
      attachIfNeeded();
    }
  }

  private void attachIfNeeded() {
    if ((wal == null || isWalSilent) && !queue.isEmpty()) {
      attach();
    }
  }

  private void attach() {
    ActorRef<AttachReply> replyTo = getContext().messageAdapter(AttachReply.class, WalReply::new);
    wals.accept(new Attach("", replyTo, Attach.Kind.SHARED, door.ack()));
    timers.startSingleTimer(AttachAgain.class, new AttachAgain(), ATTACH_RETRY);
  }

  private void onWalReply(AttachReply reply) {
    switch (reply) {
      case AttachReply.Attached attached -> onAttached(attached);
      case AttachReply.Refused(var reason) -> {
        getContext().getLog().warn("Requests for {} cannot be appended: {}", door.wal(), reason);
        queue.refuseWaiting(HttpRefusal.LOG_UNAVAILABLE);
      }
      case AttachReply.TakenOver() -> {} // only those that have a client id are
    }
  }

  private void onAttached(AttachReply.Attached attached) {
    timers.cancel(AttachAgain.class);
    ActorRef<EndpointWal.Command> log = attached.wal();
    if (log.equals(wal)) { // asked because it was silent, or asked twice
      if (isWalSilent) {
        isWalSilent = false;
        queue.resend(attached.taken());
      }
      return;
    }
    wal = log;
    isWalSilent = false;
    getContext().watchWith(log, new WalEnded(log));
    if (WalSharding.isOnOtherNode(log)) {
      timers.startTimerWithFixedDelay(CheckSilence.class, new CheckSilence(), WalSharding.SILENCE);
    } else {
      timers.cancel(CheckSilence.class);
    }
    queue.attached(
        (batches, sequence, oldest) ->
            log.tell(new EndpointWal.Append(batches, sequence, oldest, replies)),
        attached.creditBytes());
  }

  /// Something may have got lost between the nodes.
  private void onCheckSilence() {
    if (wal != null && queue.isSilent() && !isWalSilent) {
      isWalSilent = true;
      attach();
    }
  }

  private void onWalEnded(ActorRef<EndpointWal.Command> ended) {
    if (ended.equals(wal)) {
      wal = null;
      queue.detached();
      attachIfNeeded();
    }
  }

  private void onLook() {
    long now = System.nanoTime();
    queue.expire(now);
    if (queue.isEmpty() && now - lastUsedNanos > IDLE_AFTER.toNanos()) {
      parent.tell(new HttpAppenders.Idle(door, getContext().getSelf()));
    }
  }
}
