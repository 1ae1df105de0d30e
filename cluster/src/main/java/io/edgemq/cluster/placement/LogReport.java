package io.edgemq.cluster.placement;

import io.edgemq.storage.wal.WalId;
import java.util.Map;

/// How one log is doing. Rates are averages over the last half minute or so, in bytes of frames in
/// a second.
///
/// @param wal the log
/// @param epoch its opening; 0: nothing was appended yet
/// @param connections that are attached
/// @param isStalled whether nothing can be appended
/// @param queuedBytes received and not appended
/// @param openBytes in the open segment
/// @param waitingSegments sealed ones on its node's disk that are not committed
/// @param waitingBytes of them
/// @param bytesPerSecond that enter
/// @param entering of them, what enters through each node; the nodes where most does, at most
///   [#NODES_MAX]
public record LogReport(
    WalId wal,
    int epoch,
    int connections,
    boolean isStalled,
    long queuedBytes,
    long openBytes,
    int waitingSegments,
    long waitingBytes,
    long bytesPerSecond,
    Map<String, Long> entering) {
  /// Nodes that a report of a log names.
  public static final int NODES_MAX = 4;

  public LogReport {
    entering = Map.copyOf(entering);
  }
}
