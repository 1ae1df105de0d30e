package io.edgemq.cluster.placement;

import java.util.List;

/// How the logs of one node are doing.
///
/// @param node its address in the cluster, `host:port`
/// @param instance of its disk
/// @param isDraining whether it gives its logs away
/// @param logs how many it has
/// @param bytesPerSecond that enter them
/// @param waitingSegments sealed ones on its disk that are not committed, of all logs, also of
///   those that are elsewhere now
/// @param waitingBytes of them
/// @param busiest logs, the one that most enters first; at most [#LOGS_MAX]
public record NodeReport(
    String node,
    String instance,
    boolean isDraining,
    int logs,
    long bytesPerSecond,
    int waitingSegments,
    long waitingBytes,
    List<LogReport> busiest) {
  /// Logs in a report: as many as fit into a message between nodes, whatever they are called.
  public static final int LOGS_MAX = 400;

  public NodeReport {
    busiest = List.copyOf(busiest);
    if (busiest.size() > LOGS_MAX) {
      throw new IllegalArgumentException(busiest.size() + " logs in a report");
    }
  }
}
