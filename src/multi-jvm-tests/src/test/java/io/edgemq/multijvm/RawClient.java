package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// An MQTT 3.1.1 client that sends packets as they are made here, one socket write for each call,
/// and reads answers one by one.
final class RawClient implements AutoCloseable {
  static final String CONNACK_ACCEPTED = "20020000";
  static final String CONNACK_UNAVAILABLE = "20020003";
  static final String CONNACK_NOT_AUTHORIZED = "20020005";
  static final String PINGRESP = "d000";

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /// A TCP connection and nothing else.
  static RawClient open(NodeProcess node) throws IOException {
    return open(node, new Socket());
  }

  /// As [#open(NodeProcess)], over a socket that has been prepared.
  static RawClient open(NodeProcess node, Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(Await.BOUND.toMillis()));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
    return new RawClient(socket);
  }

  /// A client that has been let in.
  static RawClient connect(NodeProcess node, String key, String clientId) throws IOException {
    RawClient client = open(node);
    client.send(connect(clientId, key, 0));
    assertThat(client.read()).isEqualTo(CONNACK_ACCEPTED);
    return client;
  }

  void send(byte[]... packets) throws IOException {
    out.write(join(packets));
  }

  /// The next answer as hex, or nothing at the end of the stream.
  String read() throws IOException {
    int first;
    try {
      first = in.read();
    } catch (SocketException _) {
      return ""; // reset: the server closed with bytes of ours unread
    }
    if (first < 0) {
      return "";
    }
    int length = in.readUnsignedByte();
    byte[] body = in.readNBytes(length);
    return HexFormat.of().formatHex(new byte[] {(byte) first, (byte) length})
        + HexFormat.of().formatHex(body);
  }

  /// Whether nothing more comes and the connection is closed.
  boolean isClosedByServer() throws IOException {
    return read().isEmpty();
  }

  /// Closes our direction and goes on reading.
  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// CONNECT with a clean session, the user name `device`, and a key for a password.
  ///
  /// @param keepAlive in seconds
  static byte[] connect(String clientId, String key, int keepAlive) {
    return packet(
        0x10,
        body -> {
          body.writeUTF("MQTT");
          body.writeByte(4);
          body.writeByte(0xC2);
          body.writeShort(keepAlive);
          body.writeUTF(clientId);
          body.writeUTF("device");
          body.writeUTF(key);
        });
  }

  /// PUBLISH at QoS 0.
  static byte[] publish(String topic, String payload) {
    return packet(
        0x30,
        body -> {
          body.writeUTF(topic);
          body.write(payload.getBytes(StandardCharsets.UTF_8));
        });
  }

  /// CONNECT of MQTT 5.0 with a clean start and a key for a password.
  static byte[] connectV5(String clientId, String key) {
    return connectV5(clientId, key, "", "");
  }

  /// The same with a user property.
  static byte[] connectV5(String clientId, String key, String name, String value) {
    return packet(
        0x10,
        body -> {
          body.writeUTF("MQTT");
          body.writeByte(5);
          body.writeByte(0x42);
          body.writeShort(0);
          if (name.isEmpty()) {
            body.writeByte(0); // no properties
          } else {
            body.writeByte(5 + name.length() + value.length());
            body.writeByte(0x26);
            body.writeUTF(name);
            body.writeUTF(value);
          }
          body.writeUTF(clientId);
          body.writeUTF(key);
        });
  }

  /// PUBLISH at QoS 1 or 2.
  static byte[] publish(int qos, int packetId, String topic, String payload) {
    return packet(
        0x30 | (qos << 1),
        body -> {
          body.writeUTF(topic);
          body.writeShort(packetId);
          body.write(payload.getBytes(StandardCharsets.UTF_8));
        });
  }

  static byte[] pingreq() {
    return packet(0xC0, _ -> {});
  }

  static byte[] disconnect() {
    return packet(0xE0, _ -> {});
  }

  /// PUBACK as [#read()] shows it.
  static String puback(int packetId) {
    return "4002%04x".formatted(packetId);
  }

  /// Several packets as one.
  static byte[] join(byte[]... packets) {
    var joined = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      joined.writeBytes(packet);
    }
    return joined.toByteArray();
  }

  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] packet(int first, Body content) {
    try {
      var body = new ByteArrayOutputStream();
      content.write(new DataOutputStream(body));
      var packet = new ByteArrayOutputStream();
      packet.write(first);
      int rest = body.size();
      while (rest > 0x7F) {
        packet.write((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      packet.write(rest);
      body.writeTo(packet);
      return packet.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes everything", e);
    }
  }
}
