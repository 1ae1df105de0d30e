package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.ascii;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A socket on which everything is sent and read byte by byte.
final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Socket socket = new Socket();
  private final InputStream in;

  RawClient(InetSocketAddress server) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(server);
    in = socket.getInputStream();
  }

  void send(byte[]... parts) throws IOException {
    socket.getOutputStream().write(ClientFrames.join(parts));
  }

  /// Lines of text, ended as in HTTP.
  void sendLines(String lines) throws IOException {
    send(lines(lines));
  }

  static byte[] lines(String lines) {
    return ascii(lines.replace("\n", "\r\n"));
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  byte[] read(int count) throws IOException {
    return in.readNBytes(count);
  }

  /// What comes until the server has closed its side.
  byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /// The head of an HTTP response, with the empty line.
  String readHead() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed behind: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /// A response whose head says how long it is.
  String readResponse() throws IOException {
    String head = readHead();
    int length =
        head.lines()
            .filter(it -> it.startsWith("Content-Length: "))
            .mapToInt(it -> Integer.parseInt(it.substring(16)))
            .findFirst()
            .orElse(0);
    return head + new String(read(length), StandardCharsets.UTF_8);
  }

  /// Closes the socket so that the server's reads fail.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
