package io.edgemq.ops.metrics;

import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.shipping.LogBacklog;
import io.edgemq.cluster.wal.LogGauges;
import io.edgemq.cluster.wal.WalMeasures;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What is on the disk, and how it gets there.
final class LogFamilies {
  private static final double NANOS = 1e-9;
  private static final double MILLIS = 1e-3;

  private final Sources sources;
  private final Shown<Traffic.Name> shown;

  private LogFamilies(Sources sources, Shown<Traffic.Name> shown) {
    this.sources = sources;
    this.shown = shown;
  }

  static List<Family> of(Sources sources, Shown<Traffic.Name> shown) {
    return new LogFamilies(sources, shown).families();
  }

  private List<Family> families() {
    WalMeasures wal = sources.logs().measures();
    Map<WalId, LogGauges> logs = sources.logs().all();
    Forecast disk = sources.diskForecast().apply(sources.logs().bytesPerSecond());
    return List.of(
        Family.histogram("edgemq_wal_group_frames", "Frames that were appended and forced at once.")
            .add(wal.groupFrames(), 1),
        Family.histogram("edgemq_wal_group_bytes", "Bytes that were appended and forced at once.")
            .add(wal.groupBytes(), 1),
        Family.histogram("edgemq_wal_force_seconds", "What forcing a segment file took.")
            .add(sources.disk().forceTimes(), NANOS),
        seals(wal),
        refusals(wal),
        Family.counter(
                "edgemq_wal_stalls_total",
                "How often a log began to let its senders wait for want of room, or for its disk.")
            .add(wal.stalls().sum()),
        Family.gauge("edgemq_wal_logs", "Logs that are open on this node.").add(logs.size()),
        Family.gauge("edgemq_wal_stalled_logs", "Those of them that cannot append.")
            .add(logs.values().stream().filter(LogGauges::isStalled).count()),
        bytes(logs),
        Family.gauge("edgemq_wal_waiting_segments", "Sealed segments that are not committed.")
            .add(backlog().values().stream().mapToInt(LogBacklog::segments).sum()),
        lag(logs),
        Family.gauge(
                "edgemq_wal_budget_used_ratio",
                "Of what a log may hold on this disk (wal.endpoint-bytes-max), what the fullest has.")
            .add(
                logs.values().stream()
                    .mapToDouble(it -> used(it.forecast(sources.logBytesMax())))
                    .max()
                    .orElse(0)),
        Family.gauge(
                "edgemq_wal_budget_left_seconds",
                "Until the first log may hold no more, if nothing is shipped; +Inf: not in sight.")
            .add(
                logs.values().stream()
                    .mapToDouble(it -> left(it.forecast(sources.logBytesMax())))
                    .min()
                    .orElse(Double.POSITIVE_INFINITY)),
        Family.gauge("edgemq_disk_free_bytes", "Free space where the log lies.")
            .add(sources.diskFreeBytes().getAsLong()),
        Family.gauge(
                "edgemq_disk_left_seconds",
                "Until that is down to what is kept free, if nothing is shipped; +Inf: not in sight.")
            .add(left(disk)));
  }

  private Map<WalId, LogBacklog> backlog() {
    return sources.measures().shipping().waiting();
  }

  private static Family seals(WalMeasures wal) {
    Family family =
        Family.counter("edgemq_wal_segments_sealed_total", "Segments that were sealed.", "reason");
    wal.seals().all().forEach((reason, count) -> family.add(count, reason.label()));
    return family;
  }

  private static Family refusals(WalMeasures wal) {
    Family family =
        Family.counter(
            "edgemq_wal_refusals_total",
            "Connections and HTTP doors that a log of this node did not take.",
            "reason");
    wal.refusals()
        .all()
        .forEach((reason, count) -> family.add(count, ConnectionFamilies.label(reason)));
    return family;
  }

  private Family bytes(Map<WalId, LogGauges> logs) {
    Family family =
        Family.gauge(
            "edgemq_wal_bytes",
            "Bytes of an endpoint: queued in memory; on this disk in the open segment, or sealed and waiting.",
            "tenant",
            "endpoint",
            "state");
    logs.forEach((wal, log) -> {
      Traffic.Name as = shown(wal);
      family
          .add(log.queuedBytes(), as.tenant(), as.endpoint(), "queued")
          .add(log.openBytes(), as.tenant(), as.endpoint(), "open")
          .add(0, as.tenant(), as.endpoint(), "waiting");
    });
    backlog()
        .forEach((wal, waiting) -> {
          Traffic.Name as = shown(wal);
          family.add(waiting.bytes(), as.tenant(), as.endpoint(), "waiting");
        });
    return family;
  }

  private Family lag(Map<WalId, LogGauges> logs) {
    Family family =
        Family.gauge(
            "edgemq_commit_lag_seconds",
            "Age of the oldest frame on this disk that is not committed; 0: there is none.",
            "tenant",
            "endpoint");
    long now = sources.clock().millis();
    logs.forEach((wal, log) -> {
      Traffic.Name as = shown(wal);
      long since = log.openSinceMs();
      family.worst(since == 0 ? 0 : age(now, since), as.tenant(), as.endpoint());
    });
    backlog()
        .forEach((wal, waiting) -> {
          Traffic.Name as = shown(wal);
          family.worst(age(now, waiting.oldestMs()), as.tenant(), as.endpoint());
        });
    return family;
  }

  private static double age(long nowMs, long sinceMs) {
    return Math.max(0, nowMs - sinceMs) * MILLIS;
  }

  private Traffic.Name shown(WalId wal) {
    return shown.as(new Traffic.Name(wal.tenant(), wal.endpoint()));
  }

  private static double used(Forecast forecast) {
    return forecast.usedBytes() / (double) Math.max(1, forecast.limitBytes());
  }

  private static double left(Forecast forecast) {
    return forecast
        .left()
        .map(Duration::toSeconds)
        .map(Long::doubleValue)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
