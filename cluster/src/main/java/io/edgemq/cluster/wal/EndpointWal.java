package io.edgemq.cluster.wal;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/// The log of one endpoint, a sharded entity: it serialises the appends of all connections and
/// answers each once its group is as durable as the sync mode promises (decisions 0005 and 0009).
///
/// Group commit without a clock: the first batch of a group sends [Commit] to this actor itself, so
/// everything that was in the mailbox by then goes into the same write and the same force, and what
/// arrives while the disk is busy is the next group.
///
/// Nothing that a connection sent is refused or dropped. Where the disk is full or fails, batches
/// wait here, unacknowledged, and the credit in the answers, which do not come, stops the senders.
/// Runs on a dispatcher for blocking calls.
public final class EndpointWal extends AbstractMatchingBehavior<EndpointWal.Command> {
  /// The sharding type; entity ids are those of [WalId].
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "endpoint-wal");

  /// What the actor is told.
  public sealed interface Command {}

  /// A connection wants to append; answered by [AttachReply.Attached] or [AttachReply.Refused]. It
  /// is watched from then on, and forgotten when it ends. Sent through sharding, everything else
  /// directly.
  ///
  /// @param clientId of the connection, for take-over; empty: takes over nobody
  /// @param kind whether and against which limits the connection is to be let in
  /// @param ack whether it is to be told by [AppendReply.Committed] too; stays as it was when it
  ///   attached first
  public record Attach(String clientId, ActorRef<AttachReply> connection, Kind kind, AckLevel ack)
      implements Command {
    /// Of a connection that is told what is durable and nothing else.
    public Attach(String clientId, ActorRef<AttachReply> connection, Kind kind) {
      this(clientId, connection, kind, AckLevel.DURABLE);
    }

    /// Which attachment it is to a connection.
    public enum Kind {
      /// Its client waits to be let in; it may be refused.
      FIRST,
      /// It was let in by a log that has ended, and has sent what must get in: it is not refused.
      AGAIN,
      /// It is a door for many clients, each of which may be turned away there: one for each node.
      /// It is not refused and takes no place of the plan's connections, so that devices that take
      /// them all do not shut the door. Its credit is [#SHARED_FRACTION] of the queue, and stays
      /// what it was when it was attached.
      SHARED;

      /// What part of the queue doors may fill; connections share the rest.
      public static final int SHARED_FRACTION = 4;
    }
  }

  /// Append these frames: all of them or none, one behind the other in one segment. The bytes are
  /// handed over.
  ///
  /// It is taken only in its turn, and only of who is attached. A sender that hears nothing of it
  /// attaches again, and sends again what the log has not got ([AttachReply.Attached#taken]).
  ///
  /// @param batches at least one; together no more than a segment may have
  /// @param sequence the sender's number of the append: 1, 2, 3, …
  /// @param oldest of the sender's appends that are not acknowledged, this one included
  /// @param replyTo gets the answers; the actor that is attached
  public record Append(
      List<FrameBatch> batches, long sequence, long oldest, ActorRef<AppendReply> replyTo)
      implements Command {
    public Append {
      batches = List.copyOf(batches); // costs nothing where the list is immutable
      if (batches.isEmpty() || oldest < 1 || sequence < oldest) {
        throw new IllegalArgumentException(
            "%d batches, sequence %d, oldest %d".formatted(batches.size(), sequence, oldest));
      }
    }

    /// Of one batch.
    public Append(FrameBatch batch, long sequence, long oldest, ActorRef<AppendReply> replyTo) {
      this(List.of(batch), sequence, oldest, replyTo);
    }

    /// Bytes of all frames.
    long bytes() {
      long bytes = 0;
      for (FrameBatch batch : batches) {
        bytes += batch.length();
      }
      return bytes;
    }
  }

  /// Sharding's stop: what waits is appended, the open segment sealed.
  public record Stop() implements Command {}

  private record Commit() implements Command {}

  private record Wake() implements Command {}

  private record SyncTick() implements Command {}

  private record Idle() implements Command {}

  private record Detached(ActorRef<AttachReply> connection) implements Command {}

  private record ShippingProgress(Shipping.Progress progress) implements Command {}

  /// Answers to [Attach], and news for the attached.
  public sealed interface AttachReply {
    /// Send batches to `wal`, at most `creditBytes` unacknowledged at a time.
    ///
    /// @param taken the last sequence that this log has of the connection, 0: none. A connection
    ///   that attaches to the same log again need not send what it has; its last answer comes again
    /// @param serverReference the host and port of the log's node for clients (`host:port`), empty
    ///   if clients are not to be told
    record Attached(ActorRef<Command> wal, int creditBytes, long taken, String serverReference)
        implements AttachReply {}

    /// This endpoint takes no connection now.
    record Refused(AttachRefusal reason) implements AttachReply {}

    /// Another connection with the same client id has attached; this one has to go.
    record TakenOver() implements AttachReply {}
  }

  /// Answers to [Append]: how far what one sender appended has come, up to and including a
  /// sequence.
  public sealed interface AppendReply {
    /// It is durable.
    ///
    /// @param creditBytes what a connection may have unacknowledged from now on
    /// @param position where the first frame of this sequence stands
    record Durable(long sequence, int creditBytes, LogPosition position) implements AppendReply {}

    /// It is committed. Told only those that attached with [AckLevel#COMMITTED], behind [Durable].
    record Committed(long sequence) implements AppendReply {}
  }

  private static final Commit COMMIT = new Commit();
  private static final Duration WAKE_PRECISION = Duration.ofMillis(1);

  private final TimerScheduler<Command> timers;
  private final WalNode node;
  private final WalSettings settings;
  private final WalId id;
  private Endpoint endpoint;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Attachments attachments;
  private final LogGauges gauges;
  private final Senders senders;
  private final DiskBudget budget;
  private final WalMeasures measures;
  private final AppendGroup appends = new AppendGroup();
  private @Nullable EndpointLog log;
  private boolean isCommitSent;
  private boolean isStalled;
  private boolean isLossTold;

  /// When [Wake] comes, if its timer is active.
  private long wakeAtNanos;

  private EndpointWal(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WalNode node,
      Endpoint endpoint,
      WalId id,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(context);
    this.timers = timers;
    this.node = node;
    this.settings = node.settings();
    this.endpoint = endpoint;
    this.id = id;
    this.shard = shard;
    this.attachments = new Attachments(connectionsMax(endpoint), settings);
    this.budget = new DiskBudget(settings, node.diskFreeBytes(), node.clock());
    this.measures = node.logs().measures();
    gauges = node.logs().started(id);
    senders = new Senders(gauges);
    startIdleTimer();
  }

  /// The behavior of one log.
  static Behavior<Command> create(
      WalNode node, Endpoint endpoint, WalId id, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new EndpointWal(context, timers, node, endpoint, id, shard)));
  }

  /// Connections are spread over the partitions, and not quite evenly where they are few.
  private static int connectionsMax(Endpoint endpoint) {
    return Math.ceilDiv(endpoint.plan().connectionsMax(), endpoint.partitions());
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Append append -> onAppend(append);
      case Commit _ -> onCommit();
      case ShippingProgress(Shipping.Progress progress) -> {
        return onShippingProgress(progress);
      }
      case Attach attach -> onAttach(attach);
      case Detached(ActorRef<AttachReply> connection) -> onDetached(connection);
      case Wake _ -> onWake();
      case SyncTick _ -> onSyncTick();
      case Idle _ -> onIdle();
      case Stop _ -> {
        return onStop();
      }
    }
    gauges.update(budget, attachments.count(), isStalled);
    gauges.openSinceMs(log == null ? 0 : log.openSinceMs());
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    if (signal instanceof PostStop) {
      node.logs().ended(id, gauges);
      closeLog();
      return this;
    }
    return Behaviors.unhandled();
  }

  private void onAttach(Attach attach) {
    ActorRef<AttachReply> connection = attach.connection();
    if (!followDirectory() && attach.kind() == Attach.Kind.FIRST) {
      refuse(connection, AttachRefusal.UNKNOWN_ENDPOINT);
      return;
    }
    if (attach.kind() == Attach.Kind.FIRST && budget.queuedBytes() >= settings.queueBytesMax()) {
      // Each newcomer would add its credit to a queue that does not move.
      refuse(connection, AttachRefusal.QUEUE_FULL);
      return;
    }
    Attachments.Outcome outcome = attachments.attach(attach.clientId(), connection, attach.kind());
    switch (outcome) {
      case Attachments.Outcome.Full() -> refuse(connection, AttachRefusal.CONNECTIONS_MAX);
      case Attachments.Outcome.TooLate() -> connection.tell(new AttachReply.TakenOver());
      case Attachments.Outcome.Added(Optional<ActorRef<AttachReply>> takenOver) -> {
        takenOver.ifPresent(it -> it.tell(new AttachReply.TakenOver()));
        getContext().watchWith(connection, new Detached(connection));
        timers.cancel(Idle.class);
        senders.add(connection, attach.ack());
        connection.tell(
            new AttachReply.Attached(
                getContext().getSelf(),
                attachments.creditBytes(attach.kind()),
                senders.taken(connection),
                node.serverReference()));
        senders.repeatAnswer(connection);
      }
    }
  }

  private void refuse(ActorRef<AttachReply> connection, AttachRefusal reason) {
    measures.refusals().count(reason);
    connection.tell(new AttachReply.Refused(reason));
  }

  /// Takes what has changed of the endpoint. Of one that is there no more holds what it was last.
  ///
  /// @return whether it is there
  private boolean followDirectory() {
    Optional<Endpoint> now = node.directory().get().endpoint(id.tenant(), id.endpoint());
    if (now.isPresent()) {
      endpoint = now.get();
      attachments.limit(connectionsMax(endpoint));
      if (log != null) {
        log.follow(endpoint.seal());
      }
    }
    return now.isPresent();
  }

  private void onDetached(ActorRef<AttachReply> connection) {
    attachments.detach(connection);
    senders.remove(connection);
    if (attachments.isEmpty()) {
      startIdleTimer();
    }
  }

  private void onAppend(Append append) {
    Senders.Turn turn = senders.arrived(append);
    if (turn != Senders.Turn.NEXT) {
      passOver(turn);
      return;
    }
    appends.add(append);
    budget.queued(append.bytes());
    sendCommit();
  }

  /// An append came twice, or something before it got lost; its sender will ask what is missing.
  private void passOver(Senders.Turn turn) {
    if (turn == Senders.Turn.TOO_EARLY && !isLossTold) {
      isLossTold = true; // once, for there may be as many as batches
      getContext()
          .getLog()
          .info("{} misses an append that was lost between nodes; it will be sent again", id);
    }
    getContext().getLog().debug("{} does not take an append: {}", id, turn);
  }

  private void sendCommit() {
    if (!isStalled) {
      tellCommit();
    }
  }

  private void tellCommit() {
    if (!isCommitSent) {
      isCommitSent = true;
      getContext().getSelf().tell(COMMIT);
    }
  }

  private void onCommit() {
    isCommitSent = false;
    if (appends.isEmpty()) {
      return;
    }
    Optional<DiskBudget.Shortage> shortage = budget.shortage();
    if (shortage.isPresent()) {
      stall(shortage.get().text());
      return;
    }
    try {
      EndpointLog open = log == null ? openLog() : log;
      appends.fill(open, Math.min(settings.groupBytesMax(), endpoint.seal().sizeBytesMax()));
      answerGroup(open, open.commit());
      sealIfDue(open);
    } catch (IOException e) {
      stall(e.toString());
      return;
    }
    if (appends.hasMore()) {
      sendCommit();
    }
  }

  /// The one place from which acknowledgements start: the group is on the disk.
  private void answerGroup(EndpointLog open, LogPosition begin) {
    int credit = attachments.creditBytes(Attach.Kind.AGAIN);
    measures.groupFrames().record(appends.groupFrames());
    measures.groupBytes().record(appends.groupBytes());
    appends.appended(
        begin,
        (append, position) -> {
          senders.answer(
              append.replyTo(), new AppendReply.Durable(append.sequence(), credit, position));
          budget.appended(append.bytes());
        });
    if (senders.isAwaited(begin.segment())) {
      open.awaitCommit();
    }
    if (isStalled) {
      isStalled = false;
      getContext().getLog().info("{} appends again", id);
    }
  }

  private void sealIfDue(EndpointLog open) {
    open.sealIfDue(budget.waitingSegments() >= settings.backlogSaturated());
    Optional<Instant> due = open.ageDue();
    if (due.isPresent()) {
      Duration wait = Duration.between(node.clock().instant(), due.get());
      // Where the age is reached and shipping is saturated, look again in a while.
      Duration look = wait.isPositive() ? wait : settings.retry();
      long sooner = wakeAtNanos - System.nanoTime() - look.toNanos();
      if (!timers.isTimerActive(Wake.class) || sooner > WAKE_PRECISION.toNanos()) {
        wakeAfter(look);
      }
    }
  }

  private void onWake() {
    if (log != null) {
      sealIfDue(log);
    }
    retry();
  }

  private Behavior<Command> onShippingProgress(Shipping.Progress progress) {
    switch (progress) {
      case Shipping.Progress.Found(int segments, long bytes) -> budget.found(segments, bytes);
      case Shipping.Progress.Released(SegmentId segment, long bytes, long committedBytes) -> {
        budget.released(bytes);
        if (committedBytes < bytes && senders.isAwaited(segment)) {
          getContext()
              .getLog()
              .error("{} is damaged; who waits for it sends again to another log", segment);
          return Behaviors.stopped();
        }
        senders.committed(segment);
      }
    }
    if (log != null) {
      sealIfDue(log);
    }
    retry();
    return this;
  }

  /// Tries what was stalled once more; if it stalls again that is not reported again.
  private void retry() {
    if (isStalled) {
      tellCommit();
    }
  }

  private void stall(String why) {
    if (!isStalled) {
      isStalled = true;
      measures.stalls().increment();
      getContext()
          .getLog()
          .warn(
              "{} cannot append and lets its senders wait, {} bytes are queued: {}",
              id,
              budget.queuedBytes(),
              why);
    }
    wakeAfter(settings.retry());
  }

  private void wakeAfter(Duration wait) {
    wakeAtNanos = System.nanoTime() + wait.toNanos();
    timers.startSingleTimer(Wake.class, new Wake(), wait);
  }

  private void onSyncTick() {
    if (log != null) {
      log.force();
    }
  }

  private void startIdleTimer() {
    timers.startSingleTimer(Idle.class, new Idle(), settings.idleAfter());
  }

  private void onIdle() {
    if (attachments.isEmpty() && appends.isEmpty()) {
      shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    } else if (attachments.isEmpty()) {
      startIdleTimer();
    }
  }

  /// What is queued is appended and answered as far as the disk lets us; the rest was not
  /// acknowledged and its senders will send it to our successor.
  private Behavior<Command> onStop() {
    isStalled = false;
    while (!isStalled && !appends.isEmpty()) {
      onCommit();
    }
    return Behaviors.stopped();
  }

  private EndpointLog openLog() throws IOException {
    EndpointLog opened =
        EndpointLog.open(
            node.disk(),
            node.data().walRoot(),
            id,
            node.data().instance(),
            endpoint.seal(),
            settings.sync(),
            node.clock(),
            new SegmentListener());
    log = opened;
    gauges.epoch(opened.epoch().epoch());
    node.shipping()
        .tell(
            new Shipping.WriterOpened(
                opened.epoch(),
                getContext().messageAdapter(Shipping.Progress.class, ShippingProgress::new)));
    if (settings.sync() == SyncMode.INTERVAL) {
      timers.startTimerWithFixedDelay(SyncTick.class, new SyncTick(), settings.syncInterval());
    }
    getContext().getLog().debug("{} opened epoch {}", id, opened.epoch().epoch());
    return opened;
  }

  private void closeLog() {
    if (log == null) {
      return;
    }
    try {
      log.close();
    } catch (IOException e) {
      getContext().getLog().warn("{} was not closed as it should, recovery will look: {}", id, e);
    }
    log = null;
  }

  private final class SegmentListener implements EndpointLog.Listener {
    @Override
    public void sealed(SealedSegment segment) {
      budget.sealed(segment.bytes());
      measures.seals().count(segment.sealedBy());
      followDirectory();
      node.shipping().tell(new Shipping.Sealed(segment));
      getContext().getLog().debug("{} sealed by {}", segment.id(), segment.sealedBy().label());
    }

    @Override
    public void diskFailed(Path file, IOException failure) {
      if (isStalled) { // said when it began
        getContext()
            .getLog()
            .debug("{}: disk failed again at {}: {}", id, file, failure.toString());
      } else {
        getContext().getLog().error("{}: disk failed at {}: {}", id, file, failure.toString());
      }
    }
  }
}
