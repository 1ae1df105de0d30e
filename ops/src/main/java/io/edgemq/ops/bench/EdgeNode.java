package io.edgemq.ops.bench;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadTls;
import io.edgemq.ops.load.LoadTransport;
import io.edgemq.ops.tools.OwnCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A node of this program in a JVM like this one, everything at its default but the ports and what
/// a case needs.
final class EdgeNode implements Server {
  private static final Pattern READY = Pattern.compile("(?m)^edgemq ready (.*)$");
  private static final Duration START_WITHIN = Duration.ofMinutes(3);
  private static final Duration COMMIT_WITHIN = Duration.ofMinutes(10);
  private static final long LOOK_MILLIS = 100;
  private static final int KEY_BYTES = 20;
  private static final List<String> VIEWS = List.of("bench_readings", "bench_some");

  /// Those of the launcher.
  static final List<String> JVM_FLAGS =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+ExitOnOutOfMemoryError");

  private final ChildProcess process;
  private final NodeJvm jvm;
  private final Path folder;
  private final int port;
  private final LoadTransport transport;
  private final List<Credentials> credentials;

  private EdgeNode(
      ChildProcess process,
      NodeJvm jvm,
      Path folder,
      int port,
      LoadTransport transport,
      List<Credentials> credentials) {
    this.process = process;
    this.jvm = jvm;
    this.folder = folder;
    this.port = port;
    this.transport = transport;
    this.credentials = credentials;
  }

  /// Starts it.
  static EdgeNode start(BenchPlan plan, BenchCase one, Children children)
      throws IOException, InterruptedException {
    Path folder = children.folder("node");
    List<String> keys =
        IntStream.range(0, one == BenchCase.ENDPOINTS ? BenchCase.ENDPOINT_COUNT : 1)
            .mapToObj(_ -> newKey())
            .toList();
    var settings = new StringBuilder(common(plan, one, keys));
    LoadTransport transport = LoadTransport.TCP;
    if (one == BenchCase.TLS) {
      OwnCertificate own = OwnCertificate.in(folder);
      transport = transport.over(LoadTls.trusting(own.certificate()));
      settings.append(
          "edgemq.mqtts { port = 0, certificate = \"%s\", key = \"%s\" }%n"
              .formatted(own.certificate(), own.key()));
    } else if (one == BenchCase.WEBSOCKET) {
      transport = transport.webSocket();
    } else if (one == BenchCase.PIPELINE) {
      settings.append(pipeline(folder));
    }
    Path file = Files.writeString(folder.resolve("edgemq.conf"), settings);
    ChildProcess process = children.start("the node", command(folder, file), folder.resolve("log"));
    try {
      Matcher ready = process.await(READY, START_WITHIN);
      int port = port(ready.group(1), service(one));
      return new EdgeNode(
          process,
          NodeJvm.attach(process.pid()),
          folder,
          port,
          transport,
          keys.stream().map(it -> Credentials.of("bench", it)).toList());
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static List<String> command(Path folder, Path settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    String further = Objects.requireNonNullElse(System.getenv("EDGEMQ_JAVA_OPTS"), "");
    Stream.of(further.split("\\s+")).filter(it -> !it.isEmpty()).forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.edgemq.ops.Main"));
    command.addAll(List.of("start", "--config", settings.toString()));
    command.addAll(List.of("-D", "data-dir=" + folder.resolve("data")));
    return command;
  }

  private static String common(BenchPlan plan, BenchCase one, List<String> keys) {
    int connections = plan.connections(one);
    return """
    edgemq {
      mqtt { port = 0, connections-max = %d }
      http.port = 0
      management.port = 0
      wal.sync = always
      plans.bench { connections-max = %d, qos-max = 1 }
      bootstrap.tenants.bench {
        plan = bench
        endpoints { %s }
        keys = [ %s ]
      }
    }
    """
        .formatted(
            // Those of the turn before may not be gone yet.
            2 * connections + 100,
            2 * connections + 100,
            IntStream.range(0, keys.size())
                .mapToObj(it -> "e%d {}".formatted(it))
                .collect(Collectors.joining(", ")),
            IntStream.range(0, keys.size())
                .mapToObj(it ->
                    "{ name = k%1$d, key = %2$s, endpoint = e%1$d }".formatted(it, keys.get(it)))
                .collect(Collectors.joining(", ")));
  }

  /// Everything that can be made of a segment, and soon.
  private static String pipeline(Path folder) throws IOException {
    List<String> files = new ArrayList<>();
    for (String view : VIEWS) {
      Path file = folder.resolve(view + ".yaml");
      try (InputStream in =
          Objects.requireNonNull(EdgeNode.class.getResourceAsStream(view + ".yaml"))) {
        Files.copy(in, file);
      }
      files.add('"' + file.toString() + '"');
    }
    return """
    edgemq.bootstrap.tenants.bench.endpoints.e0 {
      outputs = [segment, parquet, views], views = [ %s ], seal.age = 2 s
    }
    """
        .formatted(String.join(", ", files));
  }

  private static String newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "ing_live_" + HexFormat.of().formatHex(bytes);
  }

  private static String service(BenchCase one) {
    return switch (one) {
      case TLS -> "mqtts";
      case HTTP, WEBSOCKET -> "http";
      default -> "mqtt";
    };
  }

  private static int port(String readyLine, String service) throws IOException {
    Matcher found = Pattern.compile("(?:^| )" + service + "=\\S+:(\\d+)").matcher(readyLine);
    if (!found.find()) {
      throw new IOException("the node serves no " + service + ": " + readyLine);
    }
    return Integer.parseInt(found.group(1));
  }

  @Override
  public String name() {
    return "edgemq";
  }

  @Override
  public String durability() {
    return "forced to the disk before the answer (wal.sync = always), compressed and put into a"
        + " folder meanwhile";
  }

  @Override
  public ChildProcess process() {
    return process;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public LoadTransport transport() {
    return transport;
  }

  @Override
  public Credentials credentials(int number) {
    return credentials.get(number % credentials.size());
  }

  @Override
  public Usage usage() throws IOException {
    return new Usage(
        process.cpuNanos().orElseThrow(() -> new IOException("the node has ended")),
        OptionalLong.of(jvm.allocatedBytes()),
        OptionalLong.of(jvm.pausedMillis()));
  }

  @Override
  public OptionalLong liveHeapBytes() throws IOException {
    return OptionalLong.of(jvm.liveHeapBytes());
  }

  /// A segment's file is deleted when its commit marker is in the object store.
  @Override
  public void awaitCommitted() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + COMMIT_WITHIN.toNanos();
    while (hasSegments()) {
      if (System.nanoTime() - deadline >= 0 || !process.isAlive()) {
        throw new IOException("the node has not committed everything; it said: " + process.tail());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean hasSegments() throws IOException {
    Path logs = folder.resolve("data").resolve("wal");
    try (Stream<Path> files = Files.walk(logs)) {
      return files.anyMatch(it -> it.toString().endsWith(".wal"));
    } catch (NoSuchFileException _) {
      // None was made yet, or one went while it was looked at.
      return Files.exists(logs);
    } catch (UncheckedIOException _) {
      return true;
    }
  }

  @Override
  public void close() {
    jvm.close();
    process.close();
    try {
      Children.remove(folder);
    } catch (IOException _) {
      // It is removed in the end.
    }
  }
}
