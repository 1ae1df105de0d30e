package io.edgemq.cluster.shipping;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The segments of one log that wait in a [FairQueue], which keeps them in order.
final class LogLane {
  private static final Comparator<Waiting> OLDEST_FIRST =
      Comparator.<Waiting>comparingInt(it -> it.segment().id().epoch())
          .thenComparingInt(it -> it.segment().id().segment());

  final PriorityQueue<Waiting> segments = new PriorityQueue<>(OLDEST_FIRST);

  /// Those that failed for a reason of their own; one of them at a time comes back.
  final Deque<Waiting> faulty = new ArrayDeque<>();

  boolean isRetryPending;
  int failures;
  int underWay;

  /// Where it takes turns; null while it has nothing to give.
  @Nullable StoreLane store;
}
