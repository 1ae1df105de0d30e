package io.edgemq.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A client that sends bytes and reads answers. A text stands for its bytes in ISO 8859-1.
final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /// An answer.
  record Answer(int status, Map<String, String> headers, String body) {
    Answer {
      headers = Map.copyOf(headers);
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The member `code` of a problem; empty if it is none.
    String code() {
      int at = body.indexOf("\"code\":\"");
      return at < 0 ? "" : body.substring(at + 8, body.indexOf('"', at + 8));
    }
  }

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  static RawHttp connect(int port) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) HttpDoor.PATIENCE.toMillis());
    return new RawHttp(socket);
  }

  /// The head of a POST to /ingest with a good key; `headers` have their line ends.
  static String head(String headers) {
    return "POST /ingest HTTP/1.1\r\nHost: example.com\r\nX-API-Key: "
        + HttpDoor.KEY
        + "\r\n"
        + headers
        + "\r\n";
  }

  /// A head of these lines.
  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /// A whole POST of text with a good key.
  static String post(String body) {
    return head("Content-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n") + body;
  }

  /// One chunk of a chunked body.
  static String chunk(String bytes) {
    return Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
  }

  void send(String bytes) throws IOException {
    send(bytes.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// Sends on a thread of its own, for more than the server takes before its answers are read.
  Thread sendAside(String bytes) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            send(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection with a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /// The next answer.
  Answer read() throws IOException {
    String[] status = line().split(" ", 3);
    assertThat(status[0]).isEqualTo("HTTP/1.1");
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      assertThat(headers.put(name, line.substring(colon + 1).strip())).as(name).isNull();
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    assertThat(body).hasSize(length);
    return new Answer(Integer.parseInt(status[1]), headers, new String(body, ISO_8859_1));
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the answer ends behind " + line);
      }
      line.write(c);
    }
    String text = line.toString(ISO_8859_1);
    assertThat(text).endsWith("\r");
    return text.substring(0, text.length() - 1);
  }

  /// Whether the server has closed the connection and sent nothing more.
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException _) {
      return true; // reset
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
