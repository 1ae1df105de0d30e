package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.SegmentFault;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.wal.EpochDirectory;
import io.edgemq.storage.wal.RecoveryFinding;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/// One per node: owns every segment on this node's disk that has no writer. It recovers the epochs
/// that earlier writers left, ships what is sealed, and tells each writer how much of its log still
/// waits (decision 0006).
///
/// Shipping is tried for ever. What fails is logged when it begins, and every minute with how often
/// and how long there is room: by store where it is the store that fails, by log where it is a
/// segment. [FairQueue] says what is tried when.
public final class Shipping extends AbstractMatchingBehavior<Shipping.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// A log was opened for writing on this node. The answer is the backlog that it starts with.
  public record WriterOpened(EpochDirectory epoch, ActorRef<Progress> writer) implements Command {}

  /// A segment was sealed: it is shipping's from now on.
  public record Sealed(SealedSegment segment) implements Command {}

  /// Answers once nothing is left to ship, with the status then.
  public record AwaitDrained(ActorRef<Status> replyTo) implements Command {}

  /// Answers with the status now.
  public record AskStatus(ActorRef<Status> replyTo) implements Command {}

  private record WriterEnded(EpochDirectory epoch, ActorRef<Progress> writer) implements Command {}

  private record Report() implements Command {}

  private record GraphEnded(@Nullable Throwable failure) implements Command {}

  private record Recovered(EpochDirectory epoch, SegmentRecovery.Recovered result)
      implements Command {}

  private record RecoveryFailed(EpochDirectory epoch, Throwable failure) implements Command {}

  private record RecoverAgain() implements Command {}

  private record Started(Shipment shipment) implements Command {}

  private record Shipped(Shipment shipment, SegmentShipper.Shipped result) implements Command {}

  private record ShipFailed(Shipment shipment, Throwable failure) implements Command {}

  /// What a writer is told of its log's segments on this disk.
  public sealed interface Progress {
    /// What earlier epochs left, or a segment found later.
    record Found(int segments, long bytes) implements Progress {}

    /// A segment is committed and its file is gone.
    ///
    /// @param bytes that the segment had
    /// @param committedBytes of them, less what the disk did not give back
    record Released(SegmentId segment, long bytes, long committedBytes) implements Progress {}
  }

  /// How shipping stands.
  ///
  /// @param waitingSegments sealed and not committed
  /// @param waitingBytes their raw bytes
  /// @param committedSegments since the start
  /// @param committedFrames in them
  /// @param committedRawBytes before compression
  /// @param committedStoredBytes as stored
  /// @param failures attempts that failed since the start
  public record Status(
      int waitingSegments,
      long waitingBytes,
      long committedSegments,
      long committedFrames,
      long committedRawBytes,
      long committedStoredBytes,
      long failures) {}

  private static final String RECOVER = "recover";
  static final Duration REPORT_EVERY = Duration.ofMinutes(1);

  private final SegmentRecovery recovery;
  private final Places places;
  private final ShippingSettings settings;
  private final InstantSource clock;
  private final Executor blocking;
  private final TimerScheduler<Command> timers;
  private final SegmentSource.Intake intake;
  private final Map<WalId, ActorRef<Progress>> writers = new HashMap<>();
  private final ShippingMeasures measures;
  private final Backlog backlog;
  private final ShippingLog log;
  private final Deque<EpochDirectory> toRecover;
  private final List<EpochDirectory> toRecoverLater = new ArrayList<>();
  private final List<ActorRef<Status>> awaitingDrain = new ArrayList<>();
  private boolean isRecovering;
  private long segmentsReported;
  private long committedSegments;
  private long committedFrames;
  private long committedRawBytes;
  private long committedStoredBytes;
  private long failures;

  private Shipping(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      List<EpochDirectory> leftBehind,
      SegmentRecovery recovery,
      SegmentShipper shipper,
      Places places,
      ShippingSettings settings,
      InstantSource clock,
      String dispatcher,
      ShippingMeasures measures) {
    super(context);
    this.measures = measures;
    this.backlog = new Backlog(measures.waiting);
    this.timers = timers;
    this.recovery = recovery;
    this.places = places;
    this.settings = settings;
    this.clock = clock;
    this.log = new ShippingLog(context.getLog(), backlog, places, clock);
    this.blocking =
        context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(dispatcher));
    this.toRecover = new ArrayDeque<>(leftBehind);
    this.intake = runGraph(context, shipper);
    timers.startTimerWithFixedDelay(new Report(), REPORT_EVERY);
    recoverNext();
  }

  /// What is known of logs elsewhere; any thread.
  ///
  /// @param store where a log's segments go now
  /// @param forecast how long there is room for a log; nothing if it is not open here
  /// @param disk how long there is room for all of them
  public record Places(
      Function<WalId, Destination> store,
      Function<WalId, Optional<Forecast>> forecast,
      Supplier<Forecast> disk) {}

  /// The actor's behavior.
  ///
  /// @param leftBehind every epoch that was on the disk before the first writer of this process
  /// @param dispatcher configuration path of the dispatcher for blocking calls
  /// @param measures where it is noted how shipping is doing
  public static Behavior<Command> create(
      List<EpochDirectory> leftBehind,
      SegmentRecovery recovery,
      SegmentShipper shipper,
      Places places,
      ShippingSettings settings,
      InstantSource clock,
      String dispatcher,
      ShippingMeasures measures) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers ->
            new Shipping(
                context,
                timers,
                leftBehind,
                recovery,
                shipper,
                places,
                settings,
                clock,
                dispatcher,
                measures)));
  }

  /// The shipping graph. Demand bounds it: a segment leaves the queue only when a place is free.
  private SegmentSource.Intake runGraph(ActorContext<Command> context, SegmentShipper shipper) {
    ActorRef<Command> self = context.getSelf();
    var backoff =
        new Backoff(settings.retryMin(), settings.retryMax(), RandomGenerator.getDefault());
    var source =
        new SegmentSource(
            () ->
                new FairQueue(
                    settings.parallelism(),
                    places.store(),
                    backoff,
                    new CatchUp(settings.catchUpBytesPerSecond(), clock),
                    clock),
            clock,
            measures);
    Pair<SegmentSource.Intake, CompletionStage<Done>> graph =
        Source.fromGraph(source)
            .mapAsyncUnordered(
                settings.parallelism(),
                segment ->
                    CompletableFuture.supplyAsync(() -> ship(shipper, segment, self), blocking))
            .toMat(Sink.foreach(self::tell), Keep.both())
            .run(context.getSystem());
    context.pipeToSelf(graph.second(), (_, failure) -> new GraphEnded(failure));
    return graph.first();
  }

  private Command ship(SegmentShipper shipper, SealedSegment segment, ActorRef<Command> self) {
    var shipment = new Shipment(segment, places.store().apply(segment.id().wal()), clock.instant());
    self.tell(new Started(shipment));
    try {
      return new Shipped(shipment, shipper.ship(segment));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return new ShipFailed(shipment, e); // it stays on the disk and is tried again
    }
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case WriterOpened opened -> onWriterOpened(opened);
      case WriterEnded ended -> onWriterEnded(ended);
      case Sealed sealed -> enqueue(sealed.segment());
      case Started(Shipment shipment) -> log.started(shipment);
      case Shipped shipped -> onShipped(shipped);
      case ShipFailed failed -> onShipFailed(failed);
      case RecoverAgain _ -> recoverAgain();
      case Report _ -> reportProgress();
      case GraphEnded(Throwable failure) ->
          throw new IllegalStateException("the shipping graph has ended", failure);
      case Recovered recovered -> onRecovered(recovered);
      case RecoveryFailed failed -> onRecoveryFailed(failed);
      case AwaitDrained(ActorRef<Status> replyTo) -> {
        awaitingDrain.add(replyTo);
        answerIfDrained();
      }
      case AskStatus(ActorRef<Status> replyTo) -> replyTo.tell(status());
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void onWriterOpened(WriterOpened opened) {
    WalId wal = opened.epoch().wal();
    writers.put(wal, opened.writer());
    getContext().watchWith(opened.writer(), new WriterEnded(opened.epoch(), opened.writer()));
    opened.writer().tell(new Progress.Found(backlog.idsOf(wal).size(), backlog.bytesOf(wal)));
  }

  /// A writer that ended as it should has sealed everything; one that failed left an open segment.
  private void onWriterEnded(WriterEnded ended) {
    writers.remove(ended.epoch().wal(), ended.writer());
    toRecover.addLast(ended.epoch());
    recoverNext();
  }

  private void enqueue(SealedSegment segment) {
    if (backlog.add(segment)) {
      intake.sealed().invoke(segment);
    }
  }

  private void onShipped(Shipped shipped) {
    SealedSegment segment = shipped.shipment().segment();
    shipped.result().findings().forEach(log::found);
    shipped
        .result()
        .marker()
        .ifPresent(marker -> {
          committedSegments++;
          committedFrames += marker.frames();
          committedRawBytes += marker.rawBytes();
          committedStoredBytes += marker.artifacts().stream().mapToLong(it -> it.bytes()).sum();
        });
    measures.shipped(shipped.shipment().store(), shipped.result(), clock.instant());
    log.shipped(shipped.shipment());
    backlog.remove(segment);
    intake.shipped().invoke(segment);
    ActorRef<Progress> writer = writers.get(segment.id().wal());
    if (writer != null) {
      long committed = shipped.result().marker().map(CommitMarker::rawBytes).orElse(0L);
      writer.tell(new Progress.Released(segment.id(), segment.bytes(), committed));
    }
    answerIfDrained();
  }

  private void onShipFailed(ShipFailed failed) {
    failures++;
    FairQueue.Fault fault = fault(failed.failure());
    switch (fault) {
      case STORE ->
          measures.storeFailed(failed.shipment().store(), failed.failure(), clock.instant());
      case SEGMENT ->
          measures.segmentFailed(
              ShippingLog.isOurMistake(failed.failure())
                  ? ShippingMeasures.Failure.PROGRAM
                  : ShippingMeasures.Failure.SEGMENT);
    }
    log.failed(failed.shipment(), failed.failure(), fault);
    intake.failed().invoke(new SegmentSource.Failed(failed.shipment().segment(), fault));
  }

  /// What is not known to be the segment's own is put down to the store. If that is wrong the queue
  /// finds out.
  private static FairQueue.Fault fault(Throwable failure) {
    return failure instanceof IOException && !(failure instanceof SegmentFault)
        ? FairQueue.Fault.STORE
        : FairQueue.Fault.SEGMENT;
  }

  private void recoverNext() {
    EpochDirectory epoch = toRecover.peekFirst();
    if (epoch == null || isRecovering) {
      return;
    }
    isRecovering = true;
    Set<SegmentId> known = backlog.idsOf(epoch.wal());
    CompletableFuture<SegmentRecovery.Recovered> result =
        CompletableFuture.supplyAsync(() -> recover(epoch, known), blocking);
    getContext()
        .pipeToSelf(
            result,
            (recovered, failure) ->
                failure == null
                    ? new Recovered(epoch, recovered)
                    : new RecoveryFailed(epoch, failure));
  }

  private SegmentRecovery.Recovered recover(EpochDirectory epoch, Set<SegmentId> known) {
    try {
      return recovery.recover(epoch, known::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onRecovered(Recovered recovered) {
    isRecovering = false;
    EpochDirectory epoch = toRecover.removeFirst();
    recovered.result().findings().forEach(log::found);
    if (recovered.result().findings().stream()
        .anyMatch(it -> it instanceof RecoveryFinding.Unreadable)) {
      recoverLater(epoch);
    }
    List<SealedSegment> segments = recovered.result().segments();
    segments.forEach(this::enqueue);
    if (!segments.isEmpty()) {
      long bytes = segments.stream().mapToLong(SealedSegment::bytes).sum();
      getContext()
          .getLog()
          .info(
              "Recovered {} segment(s) with {} bytes of {} epoch {}",
              segments.size(),
              bytes,
              recovered.epoch().wal(),
              recovered.epoch().epoch());
      ActorRef<Progress> writer = writers.get(recovered.epoch().wal());
      if (writer != null) {
        writer.tell(new Progress.Found(segments.size(), bytes));
      }
    }
    recoverNext();
    answerIfDrained();
  }

  private void onRecoveryFailed(RecoveryFailed failed) {
    isRecovering = false;
    recoverLater(toRecover.removeFirst());
    getContext()
        .getLog()
        .warn(
            "Recovery of {} epoch {} failed, it is tried again: {}",
            failed.epoch().wal(),
            failed.epoch().epoch(),
            failed.failure().toString());
    recoverNext();
  }

  private void recoverLater(EpochDirectory epoch) {
    toRecoverLater.add(epoch);
    timers.startSingleTimer(RECOVER, new RecoverAgain(), settings.retryMax());
  }

  private void recoverAgain() {
    toRecover.addAll(toRecoverLater);
    toRecoverLater.clear();
    recoverNext();
  }

  private void reportProgress() {
    if (committedSegments != segmentsReported || !backlog.isEmpty()) {
      segmentsReported = committedSegments;
      getContext()
          .getLog()
          .info(
              "Committed {} segments since the start: {} frames, {} bytes raw, {} bytes stored;"
                  + " {} segments with {} bytes wait",
              committedSegments,
              committedFrames,
              committedRawBytes,
              committedStoredBytes,
              backlog.segments(),
              backlog.bytes());
    }
    log.everyMinute();
    measures.forgetFaults(backlog.logs().stream().map(places.store()).collect(Collectors.toSet()));
  }

  private void answerIfDrained() {
    if (backlog.isEmpty() && toRecover.isEmpty() && !awaitingDrain.isEmpty()) {
      Status status = status();
      awaitingDrain.forEach(it -> it.tell(status));
      awaitingDrain.clear();
    }
  }

  private Status status() {
    return new Status(
        backlog.segments(),
        backlog.bytes(),
        committedSegments,
        committedFrames,
        committedRawBytes,
        committedStoredBytes,
        failures);
  }
}
