package io.edgemq.ops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process that was started for a measurement, and what it says. Safe for use by any thread.
final class ChildProcess implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(40);
  private static final long KILL_SECONDS_MAX = 10;
  private static final long LOOK_MILLIS = 50;
  private static final int TAIL_LINES = 5;

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// Starts it; all that it says goes into the log.
  static ChildProcess start(String name, List<String> command, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new ChildProcess(name, process, log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until it has said something.
  ///
  /// @return what was found
  /// @throws IOException if it ended without, or takes longer; with the last lines that it said
  Matcher await(Pattern said, Duration within) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      boolean hasEnded = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      Matcher found = said.matcher(said());
      if (found.find()) {
        return found;
      }
      if (hasEnded || System.nanoTime() - deadline >= 0) {
        throw new IOException(name + " did not start; it said: " + tail());
      }
    }
  }

  /// Waits until it has ended by itself.
  ///
  /// @throws IOException if its exit code is not 0, or it takes longer
  void awaitEnd(Duration within) throws IOException, InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
      throw new IOException(name + " failed; it said: " + tail());
    }
  }

  /// User and system time so far, in nanoseconds; empty once it has ended.
  OptionalLong cpuNanos() {
    return process.toHandle().info().totalCpuDuration().stream()
        .mapToLong(Duration::toNanos)
        .findAny();
  }

  /// Bytes of it that are in memory; empty where the system does not tell (not Linux).
  OptionalLong residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(it -> it.startsWith("VmRSS:"))
          .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) * 1024)
          .findAny();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /// All that it has said.
  String said() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }

  /// The last lines that it said.
  String tail() throws IOException {
    List<String> lines = said().lines().filter(it -> !it.isBlank()).toList();
    return String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /// Ends it by force.
  void kill() {
    process.destroyForcibly().onExit().orTimeout(KILL_SECONDS_MAX, TimeUnit.SECONDS).join();
  }

  /// Stops it: in order, or by force if that takes too long.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
