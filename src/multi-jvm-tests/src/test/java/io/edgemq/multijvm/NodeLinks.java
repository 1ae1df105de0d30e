package io.edgemq.multijvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// The network between the nodes of a cluster, whose links can be cut one by one and healed. A node
/// is found at a port of ours, from which its bytes go on to the port where it listens; who dials
/// is told by an address of the loopback network that each node dials from.
///
/// A cut link loses nothing that TCP would not deliver later: bytes wait, and so do new
/// connections. Messages between nodes go one way through the connection that their sender has
/// dialled, so that a link has a direction.
final class NodeLinks implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /// From one node to another.
  record Link(int from, int to) {}

  private final List<ServerSocket> doors = new ArrayList<>();
  private final List<Integer> listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object cuts = new Object();
  private final Set<Link> cut = new HashSet<>();
  private final AtomicLong waits = new AtomicLong();
  private boolean isClosed;

  /// Links among so many nodes, all whole.
  NodeLinks(int nodes) throws IOException {
    listening = FreePorts.take(nodes);
    for (int node = 0; node < nodes; node++) {
      var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      doors.add(door);
      int to = node;
      Thread.ofVirtual().start(() -> accept(door, to));
    }
  }

  /// Where each node is found.
  List<Integer> ports() {
    return doors.stream().map(ServerSocket::getLocalPort).toList();
  }

  /// What a node has to be told to be part of this.
  String settings(int node) {
    return """
    edgemq.cluster { bind-host = %s, bind-port = %d }
    pekko.remote.artery.advanced.tcp.outbound-client-hostname = %s
    """
        .formatted(NodeProcess.HOST, listening.get(node), address(node));
  }

  /// Lets nothing through from one node to another.
  void cut(int from, int to) {
    synchronized (cuts) {
      cut.add(new Link(from, to));
    }
  }

  /// Cuts a node off from all others, both ways.
  void isolate(int node) {
    for (int other = 0; other < doors.size(); other++) {
      if (other != node) {
        cut(node, other);
        cut(other, node);
      }
    }
  }

  /// Makes all links whole; what waited goes through.
  void heal() {
    synchronized (cuts) {
      cut.clear();
      cuts.notifyAll();
    }
  }

  /// Breaks all connections: what is on its way is lost. They may be made anew at once.
  void breakAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /// How often something had to wait for a link that was cut.
  long waits() {
    return waits.get();
  }

  private static String address(int node) {
    return "127.0.1." + (node + 1);
  }

  private int dialler(Socket socket) {
    String address = socket.getInetAddress().getHostAddress();
    for (int node = 0; node < doors.size(); node++) {
      if (address(node).equals(address)) {
        return node;
      }
    }
    throw new IllegalStateException("no node dials from " + address);
  }

  private void accept(ServerSocket door, int to) {
    try {
      while (true) {
        Socket incoming = door.accept();
        sockets.add(incoming);
        Thread.ofVirtual().start(() -> join(incoming, new Link(dialler(incoming), to)));
      }
    } catch (IOException _) {
      // closed: the test is over
    }
  }

  private void join(Socket incoming, Link link) {
    try (incoming;
        Socket outgoing = new Socket()) {
      sockets.add(outgoing);
      awaitWhole(link);
      outgoing.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.get(link.to())));
      var hasEnded = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> pump(outgoing, incoming, link, hasEnded));
      Thread.ofVirtual().start(() -> pump(incoming, outgoing, link, hasEnded));
      hasEnded.await();
    } catch (IOException _) {
      // nobody listens there now, which the other side finds out by the end of its connection
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(incoming);
    }
  }

  private void pump(Socket from, Socket to, Link link, CountDownLatch hasEnded) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitWhole(link);
        out.write(buffer, 0, read);
      }
    } catch (IOException _) {
      // either side has gone, and the other follows
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      hasEnded.countDown();
    }
  }

  private void awaitWhole(Link link) throws InterruptedException {
    synchronized (cuts) {
      if (cut.contains(link)) {
        waits.incrementAndGet();
      }
      while (cut.contains(link) && !isClosed) {
        cuts.wait();
      }
    }
  }

  @Override
  public void close() {
    synchronized (cuts) {
      isClosed = true;
      cuts.notifyAll();
    }
    try {
      for (ServerSocket door : doors) {
        door.close();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
