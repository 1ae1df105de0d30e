package io.edgemq.benchmarks;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/// Options of every load, and how it is run: some seconds before that do not count, then those that
/// do.
final class LoadOptions {
  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Server (${DEFAULT-VALUE}).")
  private String host = "";

  @Option(names = "--seconds", defaultValue = "5", description = "Duration (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "1",
      description = "Seconds of the same load before, not counted (${DEFAULT-VALUE}).")
  private double warmup;

  @Option(
      names = "--server-pid",
      split = ",",
      description = "Process whose CPU counts; several with commas.")
  private List<Long> serverPids = List.of();

  String host() {
    return host;
  }

  /// What came of the seconds that count.
  ///
  /// @param meter of the CPU time in them
  record Measured(LoadReport report, CpuMeter meter) {}

  /// Runs a load.
  ///
  /// @param plan of a load for so long
  Measured run(Function<Duration, LoadPlan> plan) throws IOException, InterruptedException {
    if (warmup > 0) {
      LoadReport _ = Load.run(plan.apply(duration(warmup)), LoadListener.NONE);
    }
    var meter = new CpuMeter(serverPids);
    return new Measured(Load.run(plan.apply(duration(seconds)), meter), meter);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
