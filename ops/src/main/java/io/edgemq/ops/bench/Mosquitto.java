package io.edgemq.ops.bench;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadTls;
import io.edgemq.ops.load.LoadTransport;
import io.edgemq.ops.tools.OwnCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The broker mosquitto, to compare with: no persistence, nobody subscribed.
final class Mosquitto implements Server {
  private static final Pattern RUNNING = Pattern.compile("mosquitto version (\\S+) running");
  private static final Duration START_WITHIN = Duration.ofSeconds(20);

  /// What builds without WebSocket say: that of Debian the second.
  private static final Pattern NO_WEBSOCKETS =
      Pattern.compile("Websockets support not available|Unable to start any listening sockets");

  /// Its build has no WebSocket.
  static final class Unable extends IOException {
    private static final long serialVersionUID = 1;

    Unable(String message) {
      super(message);
    }
  }

  private final ChildProcess process;
  private final String version;
  private final int port;
  private final LoadTransport transport;

  private Mosquitto(ChildProcess process, String version, int port, LoadTransport transport) {
    this.process = process;
    this.version = version;
    this.port = port;
    this.transport = transport;
  }

  /// Starts it.
  ///
  /// @throws Unable if its build cannot do what the case needs
  static Mosquitto start(BenchPlan plan, BenchCase one, Path program, Children children)
      throws IOException, InterruptedException {
    Path folder = children.folder("mosquitto");
    // It takes no port 0. Nobody else is likely to take a port that was free a moment ago.
    int port = freePort();
    LoadTransport transport = LoadTransport.TCP;
    String listener = "";
    if (one == BenchCase.TLS) {
      OwnCertificate own = OwnCertificate.in(folder);
      transport = transport.over(LoadTls.trusting(own.certificate()));
      listener = "certfile %s%nkeyfile %s%n".formatted(own.certificate(), own.key());
    } else if (one == BenchCase.WEBSOCKET) {
      transport = transport.webSocket();
      listener = "protocol websockets\n";
    }
    Path configuration =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            # As root it would become somebody else, who must not read its key.
            user root
            allow_anonymous true
            persistence false
            connection_messages false
            log_dest stderr
            %s
            listener %d 127.0.0.1
            %s
            """
                .formatted(String.join("\n", plan.mosquittoLines()), port, listener));
    Path log = folder.resolve("log");
    ChildProcess process =
        children.start(
            "mosquitto", List.of(program.toString(), "-c", configuration.toString()), log);
    try {
      String version = process.await(RUNNING, START_WITHIN).group(1);
      return new Mosquitto(process, version, port, transport);
    } catch (IOException e) {
      process.close();
      if (one == BenchCase.WEBSOCKET && NO_WEBSOCKETS.matcher(process.said()).find()) {
        throw new Unable("the mosquitto that is installed has no WebSocket");
      }
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String name() {
    return "mosquitto";
  }

  @Override
  public String durability() {
    return "version " + version + ", keeps nothing on the disk, and nobody is subscribed";
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
    return Credentials.none();
  }

  @Override
  public Usage usage() throws IOException {
    return new Usage(
        process.cpuNanos().orElseThrow(() -> new IOException("mosquitto has ended")),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  @Override
  public OptionalLong liveHeapBytes() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    process.close();
  }
}
