package io.edgemq.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Connects many clients to an MQTT server, any, prints how fast it let them in, and holds them
/// idle. Exit code 1 if one was not let in or was lost.
@Command(
    name = "idle-clients",
    mixinStandardHelpOptions = true,
    description = "Connects MQTT clients, reports the connects per second, and holds them idle.")
public final class IdleClientsMain implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Server (${DEFAULT-VALUE}).")
  private String host = "";

  @Option(names = "--port", defaultValue = "1883", description = "Port (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--clients",
      defaultValue = "10000",
      description = "Clients; each takes a local port and an open file (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--in-flight",
      defaultValue = "100",
      description = "Clients that connect at the same time (${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--keep-alive",
      defaultValue = "60",
      description = "Seconds that a client promises; 0: none (${DEFAULT-VALUE}).")
  private int keepAlive;

  @Option(names = "--key", required = true, description = "API key.")
  private String key = "";

  @Option(
      names = "--seconds",
      defaultValue = "0",
      description = "How long they are held; 0: until the standard input is closed.")
  private int seconds;

  /// Runs the program.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new IdleClientsMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    var server = new InetSocketAddress(InetAddress.getByName(host), port);
    var plan = new IdleClients.Plan(server, clients, inFlight, keepAlive, key);
    try (var idle = new IdleClients(plan, TcpWire::connect)) {
      double took = idle.connect().toNanos() / 1e9;
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "connected %d of %d in %.3f s, %.0f connects/s%n",
          idle.connected(),
          clients,
          took,
          idle.connected() / took);
      out.flush();
      if (seconds > 0) {
        long begin = System.nanoTime();
        long held = Duration.ofSeconds(seconds).toNanos();
        idle.hold(() -> System.nanoTime() - begin >= held);
      } else {
        holdUntilInputEnds(idle);
      }
      IOException loss = idle.firstLoss();
      if (loss != null) {
        spec.commandLine().getErr().println((clients - idle.connected()) + " lost: " + loss);
      }
      return loss == null ? 0 : 1;
    }
  }

  private static void holdUntilInputEnds(IdleClients idle) throws IOException {
    var isOver = new AtomicBoolean();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            long _ = System.in.transferTo(OutputStream.nullOutputStream());
          } catch (IOException _) {
            // Then it is over, too.
          }
          isOver.set(true);
          idle.wake();
        });
    idle.hold(isOver::get);
  }
}
