package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The sealed segments of this node that are not committed yet, by log. Plain and single-threaded;
/// what it publishes may be read by any thread.
final class Backlog {
  private static final Comparator<SealedSegment> OLDEST_FIRST =
      Comparator.comparingLong(SealedSegment::firstTimestampMs)
          .thenComparing(it -> it.id().instance())
          .thenComparingInt(it -> it.id().epoch())
          .thenComparingInt(it -> it.id().segment());

  private static final class Log {
    private final Map<SegmentId, SealedSegment> segments = new HashMap<>();
    private final TreeSet<SealedSegment> byAge = new TreeSet<>(OLDEST_FIRST);
    private long bytes;

    LogBacklog published() {
      SealedSegment oldest = byAge.getFirst();
      return new LogBacklog(segments.size(), bytes, oldest.firstTimestampMs(), oldest.sealedAt());
    }
  }

  private final Map<WalId, Log> logs = new HashMap<>();
  private final Map<WalId, LogBacklog> published;
  private int segments;
  private long bytes;

  /// @param published has each log that has some
  Backlog(Map<WalId, LogBacklog> published) {
    this.published = published;
  }

  /// Adds a segment.
  ///
  /// @return whether it was not there already
  boolean add(SealedSegment segment) {
    WalId wal = segment.id().wal();
    Log log = logs.computeIfAbsent(wal, _ -> new Log());
    if (log.segments.putIfAbsent(segment.id(), segment) != null) {
      return false;
    }
    log.byAge.add(segment);
    log.bytes += segment.bytes();
    published.put(wal, log.published());
    segments++;
    bytes += segment.bytes();
    return true;
  }

  void remove(SealedSegment segment) {
    WalId wal = segment.id().wal();
    Log log = logs.get(wal);
    if (log == null) {
      return;
    }
    SealedSegment there = log.segments.remove(segment.id());
    if (there == null) {
      return;
    }
    log.byAge.remove(there);
    log.bytes -= there.bytes();
    if (log.segments.isEmpty()) {
      logs.remove(wal);
      published.remove(wal);
    } else {
      published.put(wal, log.published());
    }
    segments--;
    bytes -= there.bytes();
  }

  Set<SegmentId> idsOf(WalId wal) {
    Log log = logs.get(wal);
    return log == null ? Set.of() : Set.copyOf(log.segments.keySet());
  }

  long bytesOf(WalId wal) {
    Log log = logs.get(wal);
    return log == null ? 0 : log.bytes;
  }

  /// The logs that have some.
  Set<WalId> logs() {
    return logs.keySet();
  }

  boolean isEmpty() {
    return segments == 0;
  }

  int segments() {
    return segments;
  }

  long bytes() {
    return bytes;
  }
}
