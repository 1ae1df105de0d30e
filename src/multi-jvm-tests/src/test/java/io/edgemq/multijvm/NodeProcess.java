package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A node in a process of its own, as `edgemq start` runs it, with the class path of the tests. Its
/// output is in numbered files beside its data. Ends with the test, at the latest with its JVM.
final class NodeProcess implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  /// Heap of a node.
  static final long HEAP_BYTES_MAX = 256L << 20;

  /// Exit codes of a JVM that a signal ended.
  static final int KILLED = 128 + 9;

  static final int TERMINATED = 128 + 15;

  /// Exit code of a node whose cluster has gone on without it.
  static final int LEFT_BEHIND = 75;

  private static final Map<Way, Integer> ANY_PORTS = Map.of(Way.TCP, 0, Way.WS, 0);

  private static final Pattern READY = Pattern.compile("edgemq ready( .*) data=.*\n");
  private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Process process;
  private final Path out;
  private final Path log;
  private final Map<Way, Integer> ports = new EnumMap<>(Way.class);
  private int managementPort;

  private NodeProcess(Process process, Path out, Path log) {
    this.process = process;
    this.out = out;
    this.log = log;
  }

  /// Starts a node and returns at once. It takes any free ports.
  ///
  /// @param settings HOCON of an `edgemq` section; folders and ports are added to it
  static NodeProcess launch(NodeFiles files, String settings) throws IOException {
    return launch(files, settings, List.of());
  }

  /// Starts a node and returns at once. It takes any free ports.
  ///
  /// @param prefix what stands in front of its command; ends by turning into that
  static NodeProcess launch(NodeFiles files, String settings, List<String> prefix)
      throws IOException {
    return launch(files, settings, ANY_PORTS, prefix);
  }

  private static NodeProcess launch(
      NodeFiles files, String settings, Map<Way, Integer> ports, List<String> prefix)
      throws IOException {
    Path config = Files.writeString(files.folder().resolve("node.conf"), settings);
    int number = 1;
    while (Files.exists(files.folder().resolve("node-" + number + ".log"))) {
      number++;
    }
    Path out = files.folder().resolve("node-" + number + ".out");
    Path log = files.folder().resolve("node-" + number + ".log");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(EdgemqProgram.command("start", "--config", config.toString()));
    command.addAll(List.of("-D", "data-dir=" + files.data()));
    command.addAll(List.of("-D", "management.port=0"));
    command.addAll(List.of("-D", Management.OPERATOR));
    command.addAll(List.of("-D", "object-store.folder.path=" + files.objectsOfNode()));
    ports.forEach((way, port) -> command.addAll(List.of("-D", way.service() + ".port=" + port)));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new NodeProcess(process, out, log);
  }

  /// Starts a node and returns once it serves, on any free ports.
  static NodeProcess start(NodeFiles files, String settings) throws Exception {
    return start(files, settings, ANY_PORTS);
  }

  /// Starts a node and returns once it serves.
  ///
  /// @param ports that it is to have; those of other ways are in the settings
  static NodeProcess start(NodeFiles files, String settings, Map<Way, Integer> ports)
      throws Exception {
    NodeProcess node = launch(files, settings, ports, List.of());
    try {
      node.awaitReady();
      return node;
    } catch (Throwable e) {
      node.close();
      throw e;
    }
  }

  /// Returns once the node serves.
  void awaitReady() throws Exception {
    Await.until(
        () -> "ready line in " + out,
        () -> {
          assertThat(process.isAlive()).as("node that writes %s is alive", log).isTrue();
          Matcher ready = READY.matcher(Files.readString(out));
          if (!ready.find()) {
            return false;
          }
          for (Way way : Way.values()) {
            port(way.service(), ready.group(1)).ifPresent(port -> ports.put(way, port));
          }
          managementPort = port("management", ready.group(1)).orElseThrow();
          return true;
        });
  }

  private static Optional<Integer> port(String service, String readyLine) {
    Matcher port = Pattern.compile(" " + service + "=127\\.0\\.0\\.1:(\\d+)").matcher(readyLine);
    return port.find() ? Optional.of(Integer.valueOf(port.group(1))) : Optional.empty();
  }

  /// Where MQTT is served over TCP.
  int port() {
    return port(Way.TCP);
  }

  /// Where MQTT is served.
  int port(Way way) {
    return Objects.requireNonNull(ports.get(way), way + " is off");
  }

  /// Whether MQTT is served that way.
  boolean serves(Way way) {
    return ports.containsKey(way);
  }

  /// Where management is served over HTTP.
  int managementPort() {
    return managementPort;
  }

  long pid() {
    return process.pid();
  }

  /// Lets the node go on for a while, which it must survive.
  void letRun(Duration time) throws InterruptedException {
    assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
        .as("node that writes %s has ended by itself", log)
        .isFalse();
  }

  /// `kill -9`: the process gets no chance to do anything.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(exitCode()).isEqualTo(KILLED);
  }

  /// `kill -STOP`: the process stands still, with all its connections.
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /// `kill -CONT`: the process goes on where it stood.
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    InstalledProgram.Result result =
        InstalledProgram.run(
            Path.of("/dev/null"), List.of("sh", "-c", "kill -%s %d".formatted(name, pid())));
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  /// Asks the node to stop.
  void signalTerm() {
    assertThat(process.supportsNormalTermination()).isTrue();
    process.destroy();
  }

  /// Stops the node in order and waits for its end.
  void terminate() throws InterruptedException {
    signalTerm();
    assertThat(exitCode()).as("exit code of the node that writes %s", log).isEqualTo(TERMINATED);
  }

  /// Waits for the end.
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS))
        .as("node that writes %s has ended", log)
        .isTrue();
    return process.exitValue();
  }

  /// Whether the node has logged a text.
  boolean hasLogged(String text) throws IOException {
    return Files.readString(log).contains(text);
  }

  /// In how many lines the node has logged a text.
  long logged(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(it -> it.contains(text)).count();
    }
  }

  /// What the node calls an error.
  List<String> errors() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(it -> it.contains("Z ERROR ")).toList();
    }
  }

  /// Memory of the process that is in RAM.
  long residentBytes() throws IOException {
    Matcher resident =
        RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid()), "status")));
    assertThat(resident.find()).isTrue();
    return Long.parseLong(resident.group(1)) << 10;
  }

  /// Bytes of all objects that are left on the heap behind a collection.
  long liveBytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    InstalledProgram.Result histogram =
        InstalledProgram.run(
            Path.of("/dev/null"), List.of(jcmd, Long.toString(pid()), "GC.class_histogram"));
    Matcher total = LIVE.matcher(histogram.output());
    assertThat(total.find()).as(histogram.output()).isTrue();
    return Long.parseLong(total.group(1));
  }

  /// Files and connections that the process has open.
  long openFiles() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
      return open.count();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      boolean hasEnded = process.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(hasEnded).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
