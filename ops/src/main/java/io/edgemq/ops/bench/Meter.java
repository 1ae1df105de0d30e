package io.edgemq.ops.bench;

import com.sun.management.OperatingSystemMXBean;
import io.edgemq.ops.bench.Server.Usage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/// What a server and this process use between two moments.
final class Meter {
  private static final OperatingSystemMXBean THIS_PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Usage server;
  private final long generatorNanos = THIS_PROCESS.getProcessCpuTime();
  private final long nanos = System.nanoTime();

  /// Begins to measure.
  Meter(Server server) throws IOException {
    this.server = server.usage();
  }

  /// Puts in what was used since this was made.
  ///
  /// @param divisor the number of messages, or of connections
  void putInto(Figures.Collected figures, Server of, long divisor) throws IOException {
    Usage now = of.usage();
    double wallNanos = System.nanoTime() - nanos;
    long generator = THIS_PROCESS.getProcessCpuTime() - generatorNanos;
    figures
        .put(Figure.SERVER_CPU, (now.cpuNanos() - server.cpuNanos()) / 1e3 / divisor)
        .put(Figure.GENERATOR_CPU, generator / 1e3 / divisor)
        .put(Figure.ALLOCATED, since(server.allocatedBytes(), now.allocatedBytes()) / divisor)
        .put(Figure.GC_SHARE, since(server.pausedMillis(), now.pausedMillis()) * 1e6 / wallNanos);
  }

  private static double since(OptionalLong before, OptionalLong now) {
    return before.isPresent() && now.isPresent()
        ? now.getAsLong() - before.getAsLong()
        : Double.NaN;
  }
}
