package io.edgemq.ops.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An acceptor of MQTT or HTTP on a loopback port that does whatever a test's script says, one
/// virtual thread per connection. It refuses nothing by itself and answers nothing by itself.
final class FakeServer implements AutoCloseable {

  /// What to do with one connection.
  interface Script {
    /// Serves it; the connection is closed on return.
    ///
    /// @param order of the connection at this server, from 0
    void serve(int order, Peer peer) throws Exception;
  }

  /// One packet as it came.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packet(int type, byte[] body) {
    boolean isPublish() {
      return (type & 0xF0) == 0x30;
    }
  }

  /// A PUBLISH with a payload of [FixedMessages].
  record Published(String topic, int packetId, int connection, long sequence) {}

  /// A request with lines, as it came.
  record Post(String head, List<String> lines) {}

  /// What a server of ours answers to a request that it took.
  static final String ACCEPTED =
      "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
          + "{\"accepted\":1}";

  private final ServerSocket listening;
  private final Script script;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  FakeServer(Script script) throws IOException {
    this.script = script;
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /// Accepts every client and acknowledges every PUBLISH in order.
  static Script acknowledging() {
    return (_, peer) -> {
      peer.greet();
      peer.acknowledgeAll();
    };
  }

  /// Takes every request.
  static Script accepting() {
    return (_, peer) -> peer.acceptAll();
  }

  String host() {
    return listening.getInetAddress().getHostAddress();
  }

  int port() {
    return listening.getLocalPort();
  }

  /// The connections so far, in the order in which they were accepted.
  List<Peer> peers() {
    return peers;
  }

  /// Everything published on any connection.
  List<Published> published() {
    return peers.stream().flatMap(peer -> peer.published().stream()).toList();
  }

  /// The lines posted on any connection.
  List<String> lines() {
    return peers.stream()
        .flatMap(peer -> peer.posts().stream())
        .flatMap(it -> it.lines().stream())
        .toList();
  }

  /// What went wrong in the scripts, apart from clients that went away.
  List<Throwable> faults() {
    return faults;
  }

  private void accept() {
    try {
      while (true) {
        Peer peer = new Peer(listening.accept());
        peers.add(peer);
        int order = accepted.getAndIncrement();
        threads.execute(() -> serve(order, peer));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(int order, Peer peer) {
    try (peer) {
      script.serve(order, peer);
    } catch (EOFException | SocketException _) {
      // The client has gone away.
    } catch (Exception | AssertionError e) {
      boolean _ = faults.add(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Peer peer : peers) {
      peer.close();
    }
    threads.close();
  }

  /// The server's end of a connection.
  static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final List<Published> published = Collections.synchronizedList(new ArrayList<>());
    private final List<Post> posts = Collections.synchronizedList(new ArrayList<>());
    private int protocolLevel;
    private byte[] connect = new byte[0];

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      socket.setTcpNoDelay(true);
    }

    List<Published> published() {
      return List.copyOf(published);
    }

    List<Post> posts() {
      return List.copyOf(posts);
    }

    /// Reads a request.
    Post readPost() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      Matcher length = Pattern.compile("\r\nContent-Length: +(\\d+)\r\n").matcher(head);
      if (!length.find()) {
        throw new AssertionError("no length in " + head);
      }
      String body =
          new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
      Post post = new Post(head.toString(), body.lines().toList());
      posts.add(post);
      return post;
    }

    /// Reads requests and takes each, until the client goes away.
    void acceptAll() throws IOException {
      while (true) {
        Post _ = readPost();
        send(ACCEPTED);
      }
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// The body of the CONNECT.
    byte[] connect() {
      return connect;
    }

    /// Reads the CONNECT and accepts it.
    void greet() throws IOException {
      readConnect();
      send(protocolLevel == 5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0});
    }

    void readConnect() throws IOException {
      connect = read().body();
      protocolLevel = connect[6];
    }

    void send(byte... bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void puback(int packetId) throws IOException {
      send((byte) 0x40, (byte) 2, (byte) (packetId >> 8), (byte) packetId);
    }

    /// Acknowledges every PUBLISH, answers PINGREQ, and returns at DISCONNECT.
    void acknowledgeAll() throws IOException {
      for (Packet packet = read(); packet.type() != 0xE0; packet = read()) {
        if (packet.type() == 0xC0) {
          send((byte) 0xD0, (byte) 0);
        } else {
          Published message = note(packet);
          if ((packet.type() & 6) != 0) {
            puback(message.packetId());
          }
        }
      }
    }

    /// Reads a packet that must be a PUBLISH.
    Published readPublish() throws IOException {
      return note(read());
    }

    Packet read() throws IOException {
      int type = in.readUnsignedByte();
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.readUnsignedByte();
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit > 0x7F);
      return new Packet(type, in.readNBytes(length));
    }

    /// Closes at once with a TCP reset, throwing away what is under way.
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    private Published note(Packet packet) {
      if (!packet.isPublish()) {
        throw new AssertionError("packet " + packet.type() + " where a PUBLISH was expected");
      }
      ByteBuffer body = ByteBuffer.wrap(packet.body());
      byte[] topic = new byte[body.getShort() & 0xFFFF];
      body.get(topic);
      int packetId = (packet.type() & 6) == 0 ? 0 : body.getShort() & 0xFFFF;
      if (protocolLevel == 5) {
        int properties = body.get();
        if (properties != 0) {
          throw new AssertionError("properties of " + properties + " bytes");
        }
      }
      Published message =
          new Published(
              new String(topic, StandardCharsets.UTF_8), packetId, body.getInt(), body.getLong());
      published.add(message);
      return message;
    }
  }
}
