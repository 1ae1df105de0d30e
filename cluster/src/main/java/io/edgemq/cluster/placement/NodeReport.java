package io.edgemq.cluster.placement;

import io.edgemq.cluster.shipping.Forecast;
import java.util.List;
import java.util.Optional;

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
/// @param logBytesMax what a log may hold on this disk, open and sealed; 0: not told
/// @param diskRoomBytes free space less what is kept free, of the disk as a whole; 0: none, or not
///   told
/// @param busiest logs, the one that most enters first; at most [#LOGS_MAX]
public record NodeReport(
    String node,
    String instance,
    boolean isDraining,
    int logs,
    long bytesPerSecond,
    int waitingSegments,
    long waitingBytes,
    long logBytesMax,
    long diskRoomBytes,
    List<LogReport> busiest) {
  /// Logs in a report: as many as fit into a message between nodes, whatever they are called.
  public static final int LOGS_MAX = 400;

  /// How long there is room for one of its logs; nothing if that is not told.
  public Optional<Forecast> forecast(LogReport log) {
    return logBytesMax == 0
        ? Optional.empty()
        : Optional.of(
            new Forecast(log.openBytes() + log.waitingBytes(), logBytesMax, log.bytesPerSecond()));
  }

  /// How long there is room on its disk for all of them; nothing if that is not told.
  public Optional<Forecast> diskForecast() {
    return logBytesMax == 0
        ? Optional.empty()
        : Optional.of(new Forecast(0, diskRoomBytes, bytesPerSecond));
  }

  public NodeReport {
    busiest = List.copyOf(busiest);
    if (busiest.size() > LOGS_MAX) {
      throw new IllegalArgumentException(busiest.size() + " logs in a report");
    }
  }
}
