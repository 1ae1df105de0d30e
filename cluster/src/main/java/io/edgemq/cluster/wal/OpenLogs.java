package io.edgemq.cluster.wal;

import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.storage.wal.WalId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The logs that this node has now. Any thread.
public final class OpenLogs {
  private final Map<WalId, LogGauges> logs = new ConcurrentHashMap<>();
  private final WalMeasures measures = new WalMeasures();

  /// A log has started here.
  LogGauges started(WalId wal) {
    var gauges = new LogGauges();
    logs.put(wal, gauges);
    return gauges;
  }

  /// It has ended; another may have started meanwhile.
  void ended(WalId wal, LogGauges gauges) {
    logs.remove(wal, gauges);
  }

  /// What they, and those that were here before, have done.
  public WalMeasures measures() {
    return measures;
  }

  /// How long there is room for a log; nothing if it is not here.
  ///
  /// @param logBytesMax what it may hold, open and sealed
  public Optional<Forecast> forecast(WalId wal, long logBytesMax) {
    return Optional.ofNullable(logs.get(wal)).map(it -> it.forecast(logBytesMax));
  }

  /// Bytes of frames that enter all of them in a second, averaged.
  public long bytesPerSecond() {
    return logs.values().stream().mapToLong(LogGauges::bytesPerSecond).sum();
  }

  /// A view of them that changes with them.
  public Map<WalId, LogGauges> all() {
    return Collections.unmodifiableMap(logs);
  }
}
