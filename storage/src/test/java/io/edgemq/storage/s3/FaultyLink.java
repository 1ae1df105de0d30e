package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// TCP between a store and its server, which fails when it is told to. Which request is meant is
/// told by what its first bytes have in them. For plain HTTP on loopback.
public final class FaultyLink implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String GO_ON = "HTTP/1.1 100";

  private static final byte[] REFUSAL =
      "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(ISO_8859_1);

  /// What becomes of a request.
  public enum Fault {
    /// The server does it, and its answer is lost: the connection is reset.
    LOSE_ANSWER,
    /// The server does it, and its answer never comes.
    HOLD_ANSWER,
    /// The connection is reset when some of the request has gone through.
    CUT_REQUEST,
    /// The server never hears of it, and the answer is 503.
    REFUSE
  }

  private record Rule(String request, Fault fault) {}

  private final ServerSocket door;
  private final int server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Rule> rules = new ArrayList<>();

  /// A link to a port of this machine, whole at first.
  public FaultyLink(int server) throws IOException {
    this.server = server;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// Where the server is found through the link.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /// Plans what becomes of the next request that has this in it, `PUT /bucket/key` say.
  public void plan(String request, Fault fault) {
    synchronized (rules) {
      rules.add(new Rule(request, fault));
    }
  }

  /// Whether all that was planned has happened.
  public boolean isDone() {
    synchronized (rules) {
      return rules.isEmpty();
    }
  }

  private Optional<Fault> fault(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, ISO_8859_1);
    synchronized (rules) {
      for (Iterator<Rule> it = rules.iterator(); it.hasNext(); ) {
        Rule rule = it.next();
        if (text.contains(rule.request())) {
          it.remove();
          return Optional.of(rule.fault());
        }
      }
    }
    return Optional.empty();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        var remote = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.add(client);
        sockets.add(remote);
        var pending = new AtomicReference<Optional<Fault>>(Optional.empty());
        var isCut = new AtomicBoolean();
        Thread.ofVirtual().start(() -> requests(client, remote, pending, isCut));
        Thread.ofVirtual().start(() -> answers(client, remote, pending, isCut));
      }
    } catch (IOException _) {
      // closed: the test is over
    }
  }

  private void requests(
      Socket client, Socket remote, AtomicReference<Optional<Fault>> pending, AtomicBoolean isCut) {
    try (client;
        remote) {
      InputStream in = client.getInputStream();
      OutputStream out = remote.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      boolean isFailing = false;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (isFailing) {
          isCut.set(true);
          reset(client, remote);
          return;
        }
        Optional<Fault> fault = fault(buffer, read);
        if (fault.filter(Fault.REFUSE::equals).isPresent()) {
          client.getOutputStream().write(REFUSAL);
          isCut.set(true);
          return;
        }
        if (fault.isPresent() && fault.get() != Fault.CUT_REQUEST) {
          pending.set(fault);
        }
        isFailing = fault.filter(Fault.CUT_REQUEST::equals).isPresent();
        out.write(buffer, 0, read);
      }
    } catch (IOException _) {
      // either side has gone, and the other follows
    }
  }

  private void answers(
      Socket client, Socket remote, AtomicReference<Optional<Fault>> pending, AtomicBoolean isCut) {
    try {
      InputStream in = remote.getInputStream();
      OutputStream out = client.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean isInterim = new String(buffer, 0, read, ISO_8859_1).startsWith(GO_ON);
        if (!isInterim && pending.get().filter(Fault.LOSE_ANSWER::equals).isPresent()) {
          reset(client, remote);
          return;
        }
        if (isInterim || pending.get().isEmpty()) {
          out.write(buffer, 0, read);
        }
      }
      if (pending.get().isEmpty() && !isCut.get()) {
        client.close();
      }
    } catch (IOException _) {
      // either side has gone, and the other follows
    }
  }

  private static void reset(Socket client, Socket remote) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
    remote.setSoLinger(true, 0);
    remote.close();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
