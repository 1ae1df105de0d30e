package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The segments whose shipping has failed for a reason of their own and has not worked since, by
/// log: a log has trouble until each of them is shipped, however many others are shipped meanwhile.
/// Plain and single-threaded.
final class Troubles {
  private final Map<WalId, Trouble> logs = new HashMap<>();

  /// The trouble of a log.
  static final class Trouble {
    private final Set<SegmentId> segments = new HashSet<>();
    private long failures;
    private String reason = "";

    /// How many segments have failed.
    int segments() {
      return segments.size();
    }

    /// How often, all together.
    long failures() {
      return failures;
    }

    /// Why the last time.
    String reason() {
      return reason;
    }
  }

  /// A segment could not be shipped.
  ///
  /// @return whether its log had no trouble before
  boolean failed(SegmentId segment, String reason) {
    Trouble trouble = logs.computeIfAbsent(segment.wal(), _ -> new Trouble());
    trouble.segments.add(segment);
    trouble.failures++;
    trouble.reason = reason;
    return trouble.failures == 1;
  }

  /// A segment was shipped.
  ///
  /// @return whether that ended the trouble of its log
  boolean shipped(SegmentId segment) {
    Trouble trouble = logs.get(segment.wal());
    if (trouble == null || !trouble.segments.remove(segment) || !trouble.segments.isEmpty()) {
      return false;
    }
    logs.remove(segment.wal());
    return true;
  }

  Stream<Map.Entry<WalId, Trouble>> stream() {
    return logs.entrySet().stream();
  }
}
