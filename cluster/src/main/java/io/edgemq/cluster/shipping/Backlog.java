package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The sealed segments of this node that are not committed yet, by log. Plain and single-threaded.
final class Backlog {
  private final Map<WalId, Map<SegmentId, SealedSegment>> logs = new HashMap<>();
  private int segments;
  private long bytes;

  /// Adds a segment.
  ///
  /// @return whether it was not there already
  boolean add(SealedSegment segment) {
    Map<SegmentId, SealedSegment> log =
        logs.computeIfAbsent(segment.id().wal(), _ -> new HashMap<>());
    if (log.putIfAbsent(segment.id(), segment) != null) {
      return false;
    }
    segments++;
    bytes += segment.bytes();
    return true;
  }

  void remove(SealedSegment segment) {
    Map<SegmentId, SealedSegment> log = logs.get(segment.id().wal());
    if (log == null || log.remove(segment.id()) == null) {
      return;
    }
    if (log.isEmpty()) {
      logs.remove(segment.id().wal());
    }
    segments--;
    bytes -= segment.bytes();
  }

  Set<SegmentId> idsOf(WalId wal) {
    return Set.copyOf(logs.getOrDefault(wal, Map.of()).keySet());
  }

  long bytesOf(WalId wal) {
    return logs.getOrDefault(wal, Map.of()).values().stream().mapToLong(SealedSegment::bytes).sum();
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
