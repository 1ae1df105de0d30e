package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A DNS server (dnsmasq) on loopback that has SRV records of one name. It is away until it is told
/// the first. Ends with the test, at the latest with its JVM.
final class DnsServer implements AutoCloseable {
  /// The name.
  static final String NAME = "_edgemq._tcp.example.test";

  private static final String PROGRAM = "/usr/sbin/dnsmasq";

  private final Path log;
  private final int port;
  private @Nullable Process process;

  /// Skips the test where the program is missing.
  DnsServer(Path folder) throws Exception {
    InstalledProgram.require("dnsmasq-base", List.of(PROGRAM, "--version"));
    log = folder.resolve("dnsmasq.log");
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /// Has records of these ports of `localhost` from now on, and no others.
  void serve(int... ports) throws Exception {
    stop();
    Files.deleteIfExists(log);
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=" + System.getProperty("user.name"),
                "--pid-file",
                "--log-facility=-",
                "--listen-address=" + NodeProcess.HOST,
                "--bind-interfaces",
                "--local=/test/",
                "--port=" + port));
    for (int each : ports) {
      command.add("--srv-host=%s,localhost,%d".formatted(NAME, each));
    }
    Process started =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process = started;
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    Await.until(
        "the DNS server serves",
        () -> {
          assertThat(started.isAlive()).as("DNS server that writes %s is alive", log).isTrue();
          return Files.readString(log).contains("started");
        });
  }

  private void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      assertThat(running.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
