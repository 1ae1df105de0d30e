package io.edgemq.cluster.wal;

import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.storage.wal.SegmentId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Who waits for which segments of a log to be committed. Acknowledgements are cumulative and
/// segments are committed in any order, so what waits for a segment also waits for all before it
/// that somebody waits for (decision 0030). Segments that nobody waits for are not kept, and of
/// frames nothing is. Plain and single-threaded.
final class CommittedAcks {
  private static final class Segment {
    private final SegmentId id;

    /// The last sequence of each sender in it.
    private final Map<ActorRef<AppendReply>, Long> sequences = new HashMap<>();

    private boolean isCommitted;

    Segment(SegmentId id) {
      this.id = id;
    }
  }

  /// In the order in which they were written.
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();

  /// What a sender appended up to and including a sequence is durable, its end in this segment:
  /// that of the call before, or a later one.
  void durable(SegmentId id, ActorRef<AppendReply> sender, long sequence) {
    @Nullable Segment last = segments.peekLast();
    if (last == null || !last.id.equals(id)) {
      last = new Segment(id);
      segments.addLast(last);
    }
    last.sequences.put(sender, sequence);
  }

  /// Whether somebody waits for the segment.
  boolean isAwaited(SegmentId id) {
    for (Segment segment : segments) {
      if (segment.id.equals(id)) {
        return true;
      }
    }
    return false;
  }

  /// A segment is committed. What nothing before it waits for any more is told to `released`: the
  /// sequences up to and including which each sender's appends are committed.
  void committed(SegmentId id, ObjLongConsumer<ActorRef<AppendReply>> released) {
    for (Segment segment : segments) {
      segment.isCommitted |= segment.id.equals(id);
    }
    while (!segments.isEmpty() && Objects.requireNonNull(segments.peek()).isCommitted) {
      segments.remove().sequences.forEach(released::accept);
    }
  }
}
