package io.edgemq.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadProgress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// CPU times of this process and of the server over the publishing phase of a load, read on the
/// load's own threads at its two ends.
final class CpuMeter implements LoadListener {
  /// User mode clock ticks per second in /proc; 100 on every Linux (proc(5), USER_HZ).
  private static final int TICKS_PER_SECOND = 100;

  private static final OperatingSystemMXBean THIS_PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final List<Long> serverPids;
  private long generatorNanos;
  private OptionalLong ticksBefore = OptionalLong.empty();
  private OptionalLong ticksAfter = OptionalLong.empty();

  /// @param serverPids of the server's processes; none: unknown
  CpuMeter(List<Long> serverPids) {
    this.serverPids = List.copyOf(serverPids);
  }

  @Override
  public void publishingStarts(LoadProgress progress) {
    generatorNanos = -THIS_PROCESS.getProcessCpuTime();
    ticksBefore = serverTicks();
  }

  @Override
  public void settled(LoadProgress progress) {
    generatorNanos += THIS_PROCESS.getProcessCpuTime();
    ticksAfter = serverTicks();
  }

  double generatorMicros() {
    return generatorNanos / 1e3;
  }

  OptionalDouble serverMicros() {
    if (ticksBefore.isEmpty() || ticksAfter.isEmpty()) {
      return OptionalDouble.empty();
    }
    long ticks = ticksAfter.getAsLong() - ticksBefore.getAsLong();
    return OptionalDouble.of(ticks * 1e6 / TICKS_PER_SECOND);
  }

  /// Empty without a server, or once a process of it is gone.
  private OptionalLong serverTicks() {
    long sum = 0;
    for (long pid : serverPids) {
      OptionalLong ticks = ticks(pid);
      if (ticks.isEmpty()) {
        return ticks;
      }
      sum += ticks.getAsLong();
    }
    return serverPids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
  }

  /// User and system ticks of a process: fields 14 and 15 of its stat line (proc(5)). The name in
  /// field 2 may hold spaces and parentheses, so fields are counted from the last parenthesis.
  private static OptionalLong ticks(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalLong.of(Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }
}
