package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Sealed segments that wait to be shipped: of the stores the one that has held places for the
/// shortest time, of a store the logs in turn, of a log the oldest first. Decision 0031 says why.
///
/// - A store that fails gets nothing for a while, then one segment at a time ([Circuit]). Stores in
///   trouble together get half of the places at most, at least one.
/// - One store never gets the last place while there is another, so that one which hangs leaves
///   room.
/// - A segment that cannot be shipped for a reason of its own waits aside; of those of a log one is
///   tried at a time, with growing pauses. So is one that its store has refused twice while it took
///   others.
/// - What has waited for a store's return, and what an earlier process left behind, comes out no
///   faster than [CatchUp] allows. It delays nothing of other logs; what is new in its own log
///   comes behind it.
///
/// A step costs no more with many logs and segments than with few, but for the logarithm of how
/// many wait in one log. Plain and single-threaded; holds handles only, never bytes.
final class FairQueue {
  /// What a failure is put down to.
  enum Fault {
    STORE,
    SEGMENT
  }

  /// What a store has had more of than another is not held against it beyond this.
  private static final long OWED_MILLIS_MAX = 30_000;

  /// A store that had nothing to ship for so long counts as gone.
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final int places;
  private final Function<WalId, Destination> destinations;
  private final Backoff backoff;
  private final CatchUp catchUp;
  private final InstantSource clock;
  private final Map<WalId, LogLane> logs = new HashMap<>();
  private final Map<SegmentId, Attempt> underWay = new HashMap<>();
  private final Alarms alarms;

  /// In the order in which they were used.
  private final LinkedHashMap<Destination, StoreLane> stores = new LinkedHashMap<>(16, 0.75f, true);

  /// Stores with segments, in turn: in good order; with a backlog that has to wait; in trouble and
  /// due to be tried.
  private final TreeSet<StoreLane> ready =
      new TreeSet<>(
          Comparator.<StoreLane>comparingLong(it -> it.heldMillis)
              .thenComparingLong(it -> it.turn));

  private final LinkedHashSet<StoreLane> behind = new LinkedHashSet<>();
  private final LinkedHashSet<StoreLane> probes = new LinkedHashSet<>();
  private int turn;
  private long turns;
  private int open;
  private int halfOpen;

  /// What those in good order have at least held places for.
  private long heldMillisMin;

  private record Attempt(
      Waiting waiting,
      LogLane log,
      StoreLane store,
      int ticket,
      Instant since,
      long expectedMillis) {}

  /// @param places segments that may be under way at once
  /// @param destinations where a log's segments go now
  FairQueue(
      int places,
      Function<WalId, Destination> destinations,
      Backoff backoff,
      CatchUp catchUp,
      InstantSource clock) {
    this.places = places;
    this.destinations = destinations;
    this.backoff = backoff;
    this.catchUp = catchUp;
    this.clock = clock;
    this.alarms = new Alarms(clock, backoff.max());
  }

  void offer(SealedSegment segment) {
    add(new Waiting(segment, 0, -1));
    forgetOldest();
  }

  /// Takes the next segment, if there is one that may be shipped now. It is to be followed by
  /// [#shipped] or [#failed].
  Optional<SealedSegment> poll() {
    alarms.ring();
    // Each in its turn, so that none of the three keeps the others waiting.
    for (int tries = 0; tries < 3; tries++) {
      turn = (turn + 1) % 3;
      Optional<SealedSegment> next =
          switch (turn) {
            case 0 -> pollReady();
            case 1 -> pollBacklog();
            default -> pollProbe();
          };
      if (next.isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }

  /// A segment was shipped: its store works.
  void shipped(SealedSegment segment) {
    Attempt attempt = ended(segment);
    StoreLane store = attempt.store();
    store.shipped++;
    if (store.circuit.worked()) {
      store.backAt = clock.instant();
      bringBackRefused(store);
    }
    LogLane log = attempt.log();
    if (attempt.waiting().faults() > 0) {
      log.failures = 0;
      log.isRetryPending = !log.faulty.isEmpty();
      if (log.isRetryPending) {
        retry(log);
      }
    }
    forget(segment.id().wal(), log);
    enlist(store);
  }

  /// A segment could not be shipped: it waits again.
  void failed(SealedSegment segment, Fault fault) {
    Attempt attempt = ended(segment);
    Waiting waiting = attempt.waiting();
    StoreLane store = attempt.store();
    boolean isSuspicious = waiting.refusedAt() >= 0 && waiting.refusedAt() < store.shipped;
    if (fault == Fault.SEGMENT || isSuspicious) {
      store.circuit.undecided(attempt.ticket());
      putAside(attempt.log(), waiting);
    } else {
      store.circuit.failed(attempt.ticket()).ifPresent(pause -> pause(store, pause));
      Waiting refused = waiting.refused(store.shipped);
      if (store.circuit.state() == Circuit.State.CLOSED) {
        add(refused);
      } else {
        store.refused.add(refused);
      }
    }
    enlist(store);
  }

  /// When there may be something to take though nothing came in and nothing ended; in the future.
  Optional<Instant> nextResume() {
    Optional<Instant> alarm = alarms.next();
    if (behind.isEmpty() || catchUp.isPaid()) {
      return alarm;
    }
    Instant paidAt = catchUp.paidAt();
    return Optional.of(alarm.filter(it -> it.isBefore(paidAt)).orElse(paidAt));
  }

  private Optional<SealedSegment> pollReady() {
    List<StoreLane> full = new ArrayList<>();
    Optional<SealedSegment> next = Optional.empty();
    while (next.isEmpty() && !ready.isEmpty()) {
      StoreLane store = ready.removeFirst();
      if (isFull(store)) {
        full.add(store); // no more of them than places
      } else {
        heldMillisMin = Math.max(heldMillisMin, store.heldMillis);
        next = takeInTurn(store);
        enlist(store);
      }
    }
    ready.addAll(full);
    return next;
  }

  /// @return nothing if all that is left of the store is a backlog that has to wait
  private Optional<SealedSegment> takeInTurn(StoreLane store) {
    while (!store.turns.isEmpty()) {
      LogLane log = store.turns.getFirst();
      Waiting oldest = log.segments.element();
      if (!isStill(store, log, oldest)) {
        continue;
      }
      if (!store.isOfBacklog(oldest) || catchUp.isPaid()) {
        return Optional.of(take(store, store.turns));
      }
      store.turns.remove(log);
      store.backlog.add(log);
    }
    return Optional.empty();
  }

  private Optional<SealedSegment> pollBacklog() {
    if (!catchUp.isPaid()) {
      return Optional.empty();
    }
    List<StoreLane> full = new ArrayList<>();
    Optional<SealedSegment> next = Optional.empty();
    while (next.isEmpty() && !behind.isEmpty()) {
      StoreLane store = behind.removeFirst();
      if (isFull(store)) {
        full.add(store);
      } else {
        next = takeAny(store, store.backlog);
        enlist(store);
      }
    }
    behind.addAll(full);
    return next;
  }

  private Optional<SealedSegment> pollProbe() {
    long inTrouble =
        underWay.values().stream()
            .filter(it -> it.store().circuit.state() != Circuit.State.CLOSED)
            .count();
    Optional<SealedSegment> next = Optional.empty();
    while (next.isEmpty() && !probes.isEmpty() && inTrouble < Math.max(1, places / 2)) {
      StoreLane store = probes.removeFirst();
      next = takeAny(store, store.turns).or(() -> takeAny(store, store.backlog));
      enlist(store);
    }
    return next;
  }

  private Optional<SealedSegment> takeAny(StoreLane store, SequencedSet<LogLane> of) {
    while (!of.isEmpty()) {
      LogLane log = of.getFirst();
      if (isStill(store, log, log.segments.element())) {
        return Optional.of(take(store, of));
      }
    }
    return Optional.empty();
  }

  /// Takes the oldest segment of the first log.
  private SealedSegment take(StoreLane store, SequencedSet<LogLane> of) {
    LogLane log = of.removeFirst();
    Waiting waiting = log.segments.remove();
    if (log.segments.isEmpty()) {
      log.store = null;
    } else {
      store.turns.add(log); // behind the others
    }
    if (store.isOfBacklog(waiting)) {
      catchUp.took(waiting.segment().bytes());
    }
    store.underWay++;
    log.underWay++;
    underWay.put(
        waiting.segment().id(),
        new Attempt(
            waiting, log, store, store.circuit.begun(), clock.instant(), store.expectedMillis));
    charge(store, store.expectedMillis);
    return waiting.segment();
  }

  private Attempt ended(SealedSegment segment) {
    Attempt attempt = underWay.remove(segment.id());
    if (attempt == null) {
      throw new IllegalStateException(segment.id() + " was not taken");
    }
    StoreLane store = attempt.store();
    store.underWay--;
    attempt.log().underWay--;
    long held = Duration.between(attempt.since(), clock.instant()).toMillis();
    held = Math.clamp(held, 0, OWED_MILLIS_MAX); // the clock may be set
    charge(store, held - attempt.expectedMillis());
    store.expectedMillis = (3 * store.expectedMillis + held) / 4;
    return attempt;
  }

  /// Takes the store out of turn; to be enlisted again.
  private void charge(StoreLane store, long millis) {
    ready.remove(store);
    store.heldMillis += millis;
  }

  private boolean isFull(StoreLane store) {
    return store.underWay >= (stores.size() > 1 ? Math.max(1, places - 1) : places);
  }

  /// Looks whether a log still goes to the store; moves it if it does not.
  private boolean isStill(StoreLane store, LogLane log, Waiting oldest) {
    StoreLane now = store(oldest.segment().id().wal());
    if (now == store) {
      return true;
    }
    leave(log, store);
    join(log, now);
    return false;
  }

  private void add(Waiting waiting) {
    WalId wal = waiting.segment().id().wal();
    LogLane log = logs.computeIfAbsent(wal, _ -> new LogLane());
    log.segments.add(waiting);
    StoreLane now = store(wal);
    if (log.store != null && log.store != now) {
      leave(log, log.store);
    }
    if (log.store == null) {
      join(log, now);
    }
  }

  private void join(LogLane log, StoreLane store) {
    log.store = store;
    store.turns.add(log);
    enlist(store);
  }

  private void leave(LogLane log, StoreLane store) {
    log.store = null;
    store.turns.remove(log);
    store.backlog.remove(log);
    enlist(store);
  }

  private StoreLane store(WalId wal) {
    StoreLane store =
        stores.computeIfAbsent(destinations.apply(wal), _ -> new StoreLane(new Circuit(backoff)));
    store.usedAt = clock.instant();
    return store;
  }

  /// Puts a store where it is to be found.
  private void enlist(StoreLane store) {
    if (store.circuit.isProbeWanted() && !store.hasSegments() && !store.refused.isEmpty()) {
      bringBackRefused(store);
    }
    count(store);
    boolean isClosed = store.circuit.state() == Circuit.State.CLOSED;
    if (!isClosed || store.turns.isEmpty()) {
      ready.remove(store);
    } else if (!ready.contains(store)) {
      store.heldMillis =
          Math.clamp(store.heldMillis, heldMillisMin, heldMillisMin + OWED_MILLIS_MAX);
      store.turn = ++turns;
      ready.add(store);
    }
    list(behind, store, isClosed && !store.backlog.isEmpty());
    list(probes, store, store.circuit.isProbeWanted() && store.hasSegments());
  }

  private void count(StoreLane store) {
    Circuit.State now = store.circuit.state();
    open += one(now, Circuit.State.OPEN) - one(store.counted, Circuit.State.OPEN);
    halfOpen += one(now, Circuit.State.HALF_OPEN) - one(store.counted, Circuit.State.HALF_OPEN);
    store.counted = now;
  }

  private static int one(Circuit.State state, Circuit.State wanted) {
    return state == wanted ? 1 : 0;
  }

  /// How the circuits of stores stand.
  ShippingMeasures.Circuits circuits() {
    return new ShippingMeasures.Circuits(stores.size(), open, halfOpen);
  }

  private static void list(Set<StoreLane> in, StoreLane store, boolean belongs) {
    if (belongs) {
      in.add(store);
    } else {
      in.remove(store);
    }
  }

  private void pause(StoreLane store, Duration pause) {
    int opening = store.circuit.openings();
    alarms.after(
        pause,
        () -> {
          if (store.circuit.pauseEnded(opening)) {
            enlist(store);
          }
        });
  }

  private void bringBackRefused(StoreLane store) {
    List<Waiting> back = List.copyOf(store.refused);
    store.refused.clear();
    back.forEach(this::add);
  }

  private void putAside(LogLane log, Waiting waiting) {
    log.faulty.addLast(waiting.faultedOnceMore());
    boolean wasRetry = waiting.faults() > 0;
    if (wasRetry || !log.isRetryPending) {
      log.isRetryPending = true;
      alarms.after(backoff.pause(log.failures++), () -> retry(log));
    }
  }

  private void retry(LogLane log) {
    add(log.faulty.removeFirst());
  }

  private void forget(WalId wal, LogLane log) {
    if (log.segments.isEmpty() && log.underWay == 0 && !log.isRetryPending) {
      logs.remove(wal, log);
    }
  }

  private void forgetOldest() {
    StoreLane oldest = stores.firstEntry().getValue();
    if (oldest.isIdle() && oldest.usedAt.plus(REMEMBERED).isBefore(clock.instant())) {
      stores.pollFirstEntry();
    }
  }
}
