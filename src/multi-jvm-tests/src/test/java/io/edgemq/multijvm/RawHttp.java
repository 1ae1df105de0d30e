package io.edgemq.multijvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.multijvm.Committed.Place;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An HTTP/1.1 client that sends bytes as they are made here and reads answers one by one. A text
/// stands for its bytes in ISO 8859-1.
final class RawHttp implements AutoCloseable {
  private static final int BUFFER_BYTES = 512;
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");

  private final Socket socket;
  private final InputStream in;

  /// An answer without its headers.
  record Answer(int status, String body) {
    private static final Pattern ACCEPTED =
        Pattern.compile(
            "\\{\"accepted\":(\\d+),\"bytes\":(\\d+),\"tenant\":\"(\\w+)\",\"endpoint\":\"(\\w+)\","
                + "\"instance\":\"([^\"]+)\"(?:,\"partition\":(\\d+))?,\"epoch\":(\\d+),\"segment\":(\\d+),\"offset\":(\\d+)}");

    /// What a 202 says.
    Accepted accepted() {
      Matcher json = ACCEPTED.matcher(body);
      assertThat(status).as(body).isEqualTo(202);
      assertThat(json.matches()).as(body).isTrue();
      return new Accepted(
          Integer.parseInt(json.group(1)),
          Long.parseLong(json.group(2)),
          json.group(3) + "/" + json.group(4),
          new Place(
              json.group(5),
              Integer.parseInt(Objects.requireNonNullElse(json.group(6), "0")),
              Integer.parseInt(json.group(7)),
              Integer.parseInt(json.group(8)),
              Integer.parseInt(json.group(9))));
    }
  }

  /// What became of a request.
  ///
  /// @param records how many
  /// @param bytes of the records
  /// @param endpoint `tenant/endpoint`
  /// @param place of the first record
  record Accepted(int records, long bytes, String endpoint, Place place) {}

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
  }

  /// A TCP connection and nothing else.
  static RawHttp open(int port) throws IOException {
    return open(port, new Socket());
  }

  /// As [#open(int)], over a socket that has been prepared.
  static RawHttp open(int port, Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(Await.BOUND.toMillis()));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new RawHttp(socket);
  }

  /// The head of a POST.
  static String head(String key, String... headers) {
    return "POST /ingest HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
        + key
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  /// A whole POST.
  static String post(String key, String contentType, String body) {
    return head(key, "Content-Type: " + contentType, "Content-Length: " + body.length()) + body;
  }

  /// One chunk of a chunked body; without bytes it is the last.
  static String chunk(String bytes) {
    return Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
  }

  /// A record of a RecordIO body.
  static String recordIo(String record) {
    var framed = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      framed.append((char) (record.length() >>> shift & 0xFF));
    }
    return framed.append(record).toString();
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  /// The next answer.
  ///
  /// @throws IOException if the connection ends before it
  Answer read() throws IOException {
    String status = line();
    assertThat(status).startsWith("HTTP/1.1 ");
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher header = LENGTH.matcher(line.toLowerCase(Locale.ROOT));
      length = header.matches() ? Integer.parseInt(header.group(1)) : length;
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer ends in its body");
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), new String(body, ISO_8859_1));
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the answer ends behind " + line.toString(ISO_8859_1));
      }
      line.write(c);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /// Whether nothing more comes and the connection is closed.
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException _) {
      return true; // reset
    }
  }

  /// Closes our direction and goes on reading.
  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection with a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
