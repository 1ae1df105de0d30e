package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.s3.S3Failure;
import io.edgemq.storage.wal.WalId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How shipping is doing on this node: written by its parts, read by any thread. Numbers are those
/// since the node started, each by itself and not all of one moment.
public final class ShippingMeasures {
  /// What a failure is put down to.
  public enum Failure {
    /// The store.
    STORE,
    /// The segment: its file, its marker.
    SEGMENT,
    /// A mistake of this program.
    PROGRAM
  }

  /// The circuits of stores, but for those that are closed.
  ///
  /// @param stores all that were used of late
  public record Circuits(int stores, int open, int halfOpen) {}

  final Map<WalId, LogBacklog> waiting = new ConcurrentHashMap<>();
  private final SegmentShipper.Times times = new SegmentShipper.Times();
  private final Map<Destination, StoreFault> faults = new ConcurrentHashMap<>();
  private final Map<ViewMeasures.Name, ViewMeasures> views = new ConcurrentHashMap<>();
  private final ReasonCounts<Failure> failures = new ReasonCounts<>(Failure.class);
  private final ReasonCounts<S3Failure.Reason> bucketFailures =
      new ReasonCounts<>(S3Failure.Reason.class);
  private final LongAdder segments = new LongAdder();
  private final LongAdder frames = new LongAdder();
  private final LongAdder rawBytes = new LongAdder();
  private final LongAdder storedBytes = new LongAdder();
  private final LongAdder corruptFrames = new LongAdder();
  private volatile Circuits circuits = new Circuits(0, 0, 0);
  private volatile Optional<Instant> committedAt = Optional.empty();

  void circuits(Circuits now) {
    circuits = now;
  }

  /// A segment was taken by its store.
  void shipped(Destination store, SegmentShipper.Shipped result, Instant now) {
    faults.remove(store);
    committedAt = Optional.of(now);
    if (result.wasCommitted()) {
      return; // and counted by who did it
    }
    result.marker().ifPresent(this::committed);
  }

  private void committed(CommitMarker marker) {
    segments.increment();
    frames.add(marker.frames());
    rawBytes.add(marker.rawBytes());
    storedBytes.add(marker.artifacts().stream().mapToLong(CommitMarker.Artifact::bytes).sum());
    corruptFrames.add(marker.corruptFrames());
    for (CommitMarker.ViewCounts view : marker.views()) {
      views
          .computeIfAbsent(
              new ViewMeasures.Name(marker.tenant(), view.name()), _ -> new ViewMeasures())
          .count(view);
    }
  }

  void storeFailed(Destination store, Throwable failure, Instant now) {
    failures.count(Failure.STORE);
    StoreFault fault =
        faults.merge(
            store,
            StoreFault.of(now, failure),
            (before, last) -> new StoreFault(before.since(), last.text(), last.reason()));
    fault.reason().ifPresent(bucketFailures::count);
  }

  void segmentFailed(Failure fault) {
    failures.count(fault);
  }

  /// Forgets what was wrong with stores that nothing waits for any more.
  void forgetFaults(Set<Destination> awaited) {
    faults.keySet().retainAll(awaited);
  }

  /// What shipping takes.
  public SegmentShipper.Times times() {
    return times;
  }

  /// What waits, by its log, whatever node has that now. A view that changes.
  public Map<WalId, LogBacklog> waiting() {
    return Collections.unmodifiableMap(waiting);
  }

  /// The stores that fail and have taken nothing since. A view that changes.
  public Map<Destination, StoreFault> faults() {
    return Collections.unmodifiableMap(faults);
  }

  /// What views have made. A view that changes.
  public Map<ViewMeasures.Name, ViewMeasures> views() {
    return Collections.unmodifiableMap(views);
  }

  /// Shipments that failed.
  public ReasonCounts<Failure> failures() {
    return failures;
  }

  /// Those that failed for a bucket, by why.
  public ReasonCounts<S3Failure.Reason> bucketFailures() {
    return bucketFailures;
  }

  /// The circuits of stores.
  public Circuits circuits() {
    return circuits;
  }

  /// When a store took the last segment; nothing before the first.
  public Optional<Instant> committedAt() {
    return committedAt;
  }

  /// Segments that were committed.
  public long segments() {
    return segments.sum();
  }

  /// Frames in them.
  public long frames() {
    return frames.sum();
  }

  /// Their bytes before compression.
  public long rawBytes() {
    return rawBytes.sum();
  }

  /// Bytes of all their objects.
  public long storedBytes() {
    return storedBytes.sum();
  }

  /// Stretches in them that could not be read.
  public long corruptFrames() {
    return corruptFrames.sum();
  }
}
