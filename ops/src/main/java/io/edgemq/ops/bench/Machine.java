package io.edgemq.ops.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What something was measured on.
///
/// @param cpu the model, or the architecture where the system does not tell
/// @param cores that this process may use
/// @param memoryBytes of the machine, or of the container
/// @param kernel name and version of the operating system
/// @param jdk vendor and version
/// @param filesystem that the data lay on
/// @param loadBefore the load average of the last minute; negative where there is none
public record Machine(
    String cpu,
    int cores,
    long memoryBytes,
    String kernel,
    String jdk,
    String filesystem,
    double loadBefore) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /// This one, now.
  ///
  /// @param folder where the data will lie
  static Machine here(Path folder) throws IOException {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        cpuModel(),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        Files.getFileStore(folder).type(),
        system.getSystemLoadAverage());
  }

  /// Whether data on it are on no disk.
  boolean isInMemory() {
    return filesystem.equals("tmpfs") || filesystem.equals("ramfs");
  }

  private static String cpuModel() throws IOException {
    if (Files.isReadable(CPU_INFO)) {
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        List<String> models =
            lines
                .filter(it -> it.startsWith("model name"))
                .map(it -> it.substring(it.indexOf(':') + 1).strip())
                .limit(1)
                .toList();
        if (!models.isEmpty()) {
          return models.getFirst();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
