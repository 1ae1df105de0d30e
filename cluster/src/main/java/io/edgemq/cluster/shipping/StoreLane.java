package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The logs that go into one store and wait in a [FairQueue], which keeps them in order.
final class StoreLane {
  final Circuit circuit;

  /// How the circuit stood when the queue counted it.
  Circuit.State counted = Circuit.State.CLOSED;

  /// Logs with segments; and those whose oldest is of the backlog and has to wait.
  final LinkedHashSet<LogLane> turns = new LinkedHashSet<>();

  final LinkedHashSet<LogLane> backlog = new LinkedHashSet<>();

  /// What it refused; comes back when it works again, or when there is nothing else to try.
  final List<Waiting> refused = new ArrayList<>();

  int underWay;
  long shipped;

  /// Time that its segments have held places, so that who has had less comes first; and what the
  /// next will take, by those before.
  long heldMillis;

  long expectedMillis;

  /// Among those that have had as much; from 1, no two have the same.
  long turn;

  Instant backAt = Instant.MIN;
  Instant usedAt = Instant.MIN;

  StoreLane(Circuit circuit) {
    this.circuit = circuit;
  }

  boolean hasSegments() {
    return !turns.isEmpty() || !backlog.isEmpty();
  }

  /// Whether it has waited for the store to come back, or was left by an earlier process.
  boolean isOfBacklog(Waiting waiting) {
    SealedSegment segment = waiting.segment();
    return segment.sealedBy() == SealReason.RECOVERY || !segment.sealedAt().isAfter(backAt);
  }

  boolean isIdle() {
    return !hasSegments()
        && refused.isEmpty()
        && underWay == 0
        && circuit.state() == Circuit.State.CLOSED;
  }
}
