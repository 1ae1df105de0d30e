package io.edgemq.ops.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/// Packs requests of HTTP/1.1 with a line for each message into one reused direct buffer. One owner
/// thread.
final class RequestEncoder {
  private static final int BUFFER_BYTES_MIN = 256 * 1024;

  /// The length of a body is not known before it is there. Its digits stand at the end of a field
  /// of blanks, which may stand before the value of a header (RFC 9112, section 5).
  private static final byte[] LENGTH = "         \r\n\r\n".getBytes(US_ASCII);

  private static final int LENGTH_DIGITS = 9;

  private final LoadPlan plan;
  private final LoadProtocol.Http http;
  private final MessageSource source;
  private final int requestBytesMax;
  private final ByteBuffer out;

  RequestEncoder(LoadPlan plan, LoadProtocol.Http http) {
    this.plan = plan;
    this.http = http;
    source = plan.source();
    int headBytesMax =
        IntStream.range(0, plan.connections())
            .map(it -> head(65_535, it).length)
            .max()
            .orElseThrow();
    requestBytesMax = headBytesMax + LENGTH.length + http.batch() * (source.messageBytesMax() + 1);
    out = ByteBuffer.allocateDirect(Math.max(requestBytesMax, BUFFER_BYTES_MIN));
  }

  /// What all requests of a connection begin with.
  ///
  /// @param port of the server
  /// @param number of the connection
  byte[] head(int port, int number) {
    String authority = Layers.authority(plan.host(), port);
    var head = new ByteArrayOutputStream();
    head.writeBytes(
        "POST %s HTTP/1.1\r\nHost: %s\r\n".formatted(http.target(), authority).getBytes(UTF_8));
    Credentials credentials = plan.credentials().apply(number);
    if (credentials.isPresent()) {
      head.writeBytes("X-API-Key: ".getBytes(US_ASCII));
      head.writeBytes(credentials.key());
      head.writeBytes("\r\n".getBytes(US_ASCII));
    }
    head.writeBytes("Content-Type: application/x-ndjson\r\nContent-Length: ".getBytes(US_ASCII));
    return head.toByteArray();
  }

  /// The buffer is empty, for the requests to come.
  void begin() {
    out.clear();
  }

  boolean hasRoom() {
    return out.remaining() >= requestBytesMax;
  }

  /// Appends a request with the messages `from` to `to - 1` of a connection, at least one.
  ///
  /// @param head see [#head]
  void put(byte[] head, int connection, long from, long to) {
    out.put(head);
    int lengthEnd = out.position() + LENGTH_DIGITS;
    out.put(LENGTH);
    int body = out.position();
    for (long sequence = from; sequence < to; sequence++) {
      source.payload(connection, sequence, out);
      out.put((byte) '\n');
    }
    int at = lengthEnd;
    for (int rest = out.position() - body; rest > 0; rest /= 10) {
      at--;
      out.put(at, (byte) ('0' + rest % 10));
    }
  }

  /// The requests put since [#begin()], ready to be written.
  ByteBuffer end() {
    return out.flip();
  }
}
