package io.edgemq.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.benchmarks.IdleClients.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Idle clients and a server in the test's hand.
class IdleClientsTest {
  private static final int CONNECT_BYTES = 33;
  private static final byte[] PINGREQ = {(byte) 0xC0, 0};

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  IdleClientsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void aClientConnectsWithItsKeyAndKeepsItsKeepAlive() throws Exception {
    serveWith(0);
    try (var clients = new IdleClients(plan(1, 1), TcpWire::connect)) {
      clients.connect();
      assertThat(clients.connected()).isEqualTo(1);

      clients.hold(() -> received.size() == 2);

      assertThat(received.poll(30, TimeUnit.SECONDS))
          .isEqualTo(
              "101f" // CONNECT
                  + "00044d515454" // MQTT
                  + "04c20001" // 3.1.1, user name and password, clean session, 1 s
                  + ("0006" + hex("idle-0"))
                  + ("0004" + hex("idle"))
                  + ("0005" + hex("a-key")));
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("c000");
      assertThat(clients.firstLoss()).isNull();
    }
  }

  @Test
  void asManyAsAreWantedConnectHoweverFewAtATime() throws Exception {
    serveWith(0);
    try (var clients = new IdleClients(plan(9, 2), TcpWire::connect)) {
      clients.connect();

      assertThat(clients.connected()).isEqualTo(9);
      assertThat(received).doesNotHaveDuplicates();
    }
  }

  @Test
  void whoIsNotLetInIsLost() throws Exception {
    serveWith(5);
    try (var clients = new IdleClients(plan(2, 1), TcpWire::connect)) {
      clients.connect();

      assertThat(clients.connected()).isZero();
      assertThat(clients.firstLoss()).isInstanceOf(ProtocolException.class);
    }
  }

  private Plan plan(int clients, int handshakesMax) {
    var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    return new Plan(address, clients, handshakesMax, 1, "a-key");
  }

  private void serveWith(int returnCode) {
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          Socket client = server.accept();
          Thread.startVirtualThread(() -> serve(client, returnCode));
        }
      } catch (IOException _) {
        // The test is over.
      }
    });
  }

  private void serve(Socket client, int returnCode) {
    try (client) {
      receive(client, CONNECT_BYTES);
      client.getOutputStream().write(new byte[] {0x20, 2, 0, (byte) returnCode});
      while (true) {
        receive(client, PINGREQ.length);
      }
    } catch (IOException _) {
      // The client has gone.
    }
  }

  private void receive(Socket client, int count) throws IOException {
    byte[] bytes = client.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("closed by the client");
    }
    received.add(HexFormat.of().formatHex(bytes));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
