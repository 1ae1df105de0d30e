package io.edgemq.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Clients of MQTT 3.1.1 that connect and then say nothing but PINGREQ. One thread, apart from
/// [#wake()].
final class IdleClients implements AutoCloseable {
  private static final long PATIENCE_MS = 30_000;
  private static final long TURN_MS_MAX = 100;
  private static final int CONNECT_BYTES_MAX = 512;
  private static final byte[] CONNACK_ACCEPTED = {0x20, 2, 0, 0};
  private static final byte[] PINGREQ = {(byte) 0xC0, 0};
  private static final int CLEAN_SESSION_USER_NAME_PASSWORD = 0xC2;

  /// What is to be there.
  ///
  /// @param handshakesMax clients that connect at the same time
  /// @param keepAliveSeconds what the clients promise and keep to, 0: nothing
  /// @param key the password
  record Plan(
      InetSocketAddress server, int clients, int handshakesMax, int keepAliveSeconds, String key) {}

  /// How a client gets its wire.
  interface Transport {
    /// Begins to open one.
    ///
    /// @param owner is attached to the selection key
    ClientWire connect(Selector selector, InetSocketAddress server, Object owner)
        throws IOException;
  }

  private final Plan plan;
  private final Transport transport;
  private final Selector selector = Selector.open();
  private final List<Client> clients;
  private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
  private final ByteBuffer out = ByteBuffer.allocateDirect(CONNECT_BYTES_MAX);
  private int connected;
  private int lost;
  private @Nullable IOException firstLoss;

  IdleClients(Plan plan, Transport transport) throws IOException {
    this.plan = plan;
    this.transport = transport;
    clients = new ArrayList<>(plan.clients());
  }

  /// Connects all of them.
  ///
  /// @return the time from the first connect to the last CONNACK
  /// @throws IOException if nothing goes on for half a minute
  Duration connect() throws IOException {
    long begin = System.nanoTime();
    while (connected + lost < plan.clients()) {
      while (clients.size() < plan.clients()
          && clients.size() - connected - lost < plan.handshakesMax()) {
        var client = new Client(clients.size());
        clients.add(client);
        client.connect();
      }
      if (connected + lost < plan.clients() && selector.select(this::ready, PATIENCE_MS) == 0) {
        throw new IOException("no CONNACK within " + PATIENCE_MS + " ms");
      }
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /// Keeps them connected until `isOver`, which is asked after [#wake()] and every now and then.
  void hold(BooleanSupplier isOver) throws IOException {
    long begin = System.nanoTime();
    long pinged = 0;
    while (!isOver.getAsBoolean()) {
      selector.select(this::ready, TURN_MS_MAX);
      if (plan.keepAliveSeconds()
          > 0) { // each of them twice in its keep alive, one after the other
        double periods = 2e-9 * (System.nanoTime() - begin) / plan.keepAliveSeconds();
        for (long due = (long) (periods * clients.size()); pinged < due; pinged++) {
          clients.get((int) (pinged % clients.size())).ping();
        }
      }
    }
  }

  /// Makes [#hold] look whether it is over. From any thread.
  void wake() {
    Selector _ = selector.wakeup();
  }

  /// How many were let in and are connected.
  int connected() {
    return connected;
  }

  /// Why the first was lost that was; null as long as none was.
  @Nullable IOException firstLoss() {
    return firstLoss;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.close();
    }
    selector.close();
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Client client) {
      client.ready();
    }
  }

  private final class Client {
    private final int number;
    private @Nullable ClientWire wire;
    private boolean isOpen;
    private int connackBytes;

    Client(int number) {
      this.number = number;
    }

    void connect() {
      try {
        wire = transport.connect(selector, plan.server(), this);
      } catch (IOException e) {
        lose(e);
      }
    }

    void ready() {
      if (wire == null) {
        return;
      }
      try {
        if (isOpen) {
          receive(wire);
        } else if (wire.open()) {
          isOpen = true;
          out.clear();
          putConnect();
          wire.send(out.flip());
        }
      } catch (IOException e) {
        lose(e);
      }
    }

    void ping() {
      if (wire == null) {
        return;
      }
      try {
        out.clear();
        wire.send(out.put(PINGREQ).flip());
      } catch (IOException e) {
        lose(e);
      }
    }

    void close() {
      if (wire != null) {
        wire.close();
        wire = null;
      }
    }

    /// Behind CONNACK come only PINGRESPs.
    private void receive(ClientWire from) throws IOException {
      in.clear();
      if (from.receive(in) < 0) {
        throw new EOFException("closed by the server");
      }
      in.flip();
      while (in.hasRemaining() && !isLetIn()) {
        if (in.get() != CONNACK_ACCEPTED[connackBytes]) {
          throw new ProtocolException("no CONNACK that lets the client in");
        }
        connackBytes++;
        connected += isLetIn() ? 1 : 0;
      }
    }

    private boolean isLetIn() {
      return connackBytes == CONNACK_ACCEPTED.length;
    }

    private void lose(IOException why) {
      connected -= isLetIn() ? 1 : 0;
      lost++;
      firstLoss = firstLoss == null ? why : firstLoss;
      close();
    }

    /// Section 3.1 of MQTT 3.1.1.
    private void putConnect() {
      byte[] id = ("idle-" + number).getBytes(StandardCharsets.UTF_8);
      byte[] userName = "idle".getBytes(StandardCharsets.UTF_8);
      byte[] password = plan.key().getBytes(StandardCharsets.UTF_8);
      int length = 10 + 2 + id.length + 2 + userName.length + 2 + password.length;
      out.put((byte) 0x10);
      for (int rest = length; ; rest >>>= 7) {
        if (rest < 0x80) {
          out.put((byte) rest);
          break;
        }
        out.put((byte) ((rest & 0x7F) | 0x80));
      }
      putBinary("MQTT".getBytes(StandardCharsets.UTF_8));
      out.put((byte) 4).put((byte) CLEAN_SESSION_USER_NAME_PASSWORD);
      out.putShort((short) plan.keepAliveSeconds());
      putBinary(id);
      putBinary(userName);
      putBinary(password);
    }

    private void putBinary(byte[] bytes) {
      out.putShort((short) bytes.length).put(bytes);
    }
  }
}
