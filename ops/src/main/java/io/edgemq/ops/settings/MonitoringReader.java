package io.edgemq.ops.settings;

import io.edgemq.ops.settings.NodeSettings.LogFormat;
import io.edgemq.ops.settings.NodeSettings.Monitoring;
import java.time.Duration;

/// Reads the sections `metrics`, `ready` and `log`.
final class MonitoringReader {
  private MonitoringReader() {}

  static Monitoring read(Section root) {
    Section metrics = root.section("metrics");
    Section ready = root.section("ready");
    Section log = root.section("log");
    var monitoring =
        new Monitoring(
            metrics.value("endpoints-max", Rules.integer(0, 10_000)),
            ready.value(
                "commit-lag-max", Rules.duration(Duration.ofSeconds(1), Duration.ofDays(30))),
            log.value("format", Rules.oneOf(LogFormat.class)));
    metrics.refuseOthers();
    ready.refuseOthers();
    log.refuseOthers();
    return monitoring;
  }
}
