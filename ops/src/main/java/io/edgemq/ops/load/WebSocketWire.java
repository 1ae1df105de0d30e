package io.edgemq.ops.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;

/// The client's side of WebSocket with the subprotocol `mqtt` (RFC 6455, MQTT 5.0 section 6). What
/// is written at once is sent in as few frames as it fits in, so a frame may hold many packets.
///
/// Masks are not those that no proxy could guess, as browsers need them (RFC 6455 section 10.3):
/// what is published here is chosen by nobody else.
final class WebSocketWire implements Wire {
  /// Most bytes of a frame: two bytes of length do.
  private static final int PAYLOAD_BYTES_MAX = 65_535;

  private static final int HEADER_BYTES_MAX = 14;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int HEAD_BYTES_MAX = 16 * 1024;

  static final int BUFFER_BYTES = 4 * (PAYLOAD_BYTES_MAX + HEADER_BYTES_MAX);

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int BINARY = 2;
  private static final int CONTINUATION = 0;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int NORMAL_CLOSURE = 1000;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String HEAD_END = "\r\n\r\n";

  /// The server answered the handshake with another status than 101.
  static final class NotUpgraded extends IOException {
    private static final long serialVersionUID = 1;
    final int status;

    NotUpgraded(int status) {
      super("no WebSocket, but status " + status);
      this.status = status;
    }

    /// Whether the same may be answered otherwise later.
    boolean passes() {
      return status == HttpClient.TOO_MANY_REQUESTS || status == HttpClient.UNAVAILABLE;
    }
  }

  /// What all connections of a thread use.
  static final class Shared {
    final ByteBuffer buffer;
    final SplittableRandom random = new SplittableRandom();

    Shared(int bytes) {
      buffer = ByteBuffer.allocateDirect(bytes);
    }
  }

  private final Wire lower;
  private final String path;
  private final String authority;
  private final ByteBuffer buffer;
  private final SplittableRandom random;

  /// The head of the server's answer, then what came behind it.
  private final Remainder begun = new Remainder();

  private String nonce = "";
  private boolean isOpen;
  private boolean isAtEnd;

  // The frame that is being read.
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES_MAX);
  private final ByteBuffer control = ByteBuffer.allocate(CONTROL_BYTES_MAX);
  private int opcode;
  private long left;

  WebSocketWire(Wire lower, String path, String authority, Shared shared) {
    this.lower = lower;
    this.path = path;
    this.authority = authority;
    buffer = shared.buffer;
    random = shared.random;
  }

  @Override
  public boolean open() throws IOException {
    if (isOpen || !lower.open()) {
      return isOpen;
    }
    if (nonce.isEmpty()) {
      ask();
      return false;
    }
    buffer.clear();
    begun.moveTo(buffer);
    int _ = lower.read(buffer);
    buffer.flip();
    String head = ISO_8859_1.decode(buffer.duplicate()).toString();
    int end = head.indexOf(HEAD_END);
    if (end >= 0) {
      check(head.substring(0, end));
      buffer.position(end + HEAD_END.length());
      isOpen = true;
    } else if (head.length() > HEAD_BYTES_MAX) {
      throw new ProtocolException("head of an answer of more than " + HEAD_BYTES_MAX + " bytes");
    } else if (lower.isAtEnd()) {
      throw new EOFException("closed by the server during the handshake of WebSocket");
    }
    begun.keep(buffer);
    return isOpen;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int start = to.position();
    begun.moveTo(to);
    int count;
    do {
      count = lower.read(to);
      unframe(to, start);
      isAtEnd |= lower.isAtEnd();
    } while (count > 0 && to.position() == start && !isAtEnd);
    return to.position() - start;
  }

  @Override
  public boolean isAtEnd() {
    return isAtEnd;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    buffer.clear();
    while (from.hasRemaining()) {
      if (buffer.remaining() < HEADER_BYTES_MAX + PAYLOAD_BYTES_MAX) {
        flush();
      }
      put(BINARY, from, Math.min(from.remaining(), PAYLOAD_BYTES_MAX));
    }
    flush();
  }

  @Override
  public void leave() throws IOException {
    control.clear().putShort((short) NORMAL_CLOSURE).flip();
    answer(CLOSE);
    lower.leave();
  }

  /// The handshake (section 4.1).
  private void ask() throws IOException {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    nonce = Base64.getEncoder().encodeToString(bytes);
    String request =
        """
        GET %s HTTP/1.1
        Host: %s
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: %s
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Protocol: mqtt

        """
            .formatted(path, authority, nonce)
            .replace("\n", "\r\n");
    buffer.clear().put(request.getBytes(ISO_8859_1));
    flush();
  }

  /// What has to stand in an answer that says yes (section 4.1).
  private void check(String head) throws IOException {
    if (!head.matches("(?s)HTTP/1\\.1 \\d{3}.*")) {
      throw new ProtocolException("no status line of HTTP/1.1");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    if (status != 101) {
      throw new NotUpgraded(status);
    }
    if (!field(head, "sec-websocket-accept").equals(accept(nonce))
        || !field(head, "sec-websocket-protocol").equals("mqtt")) {
      throw new ProtocolException("the server answers a handshake that was not made");
    }
  }

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static String accept(String nonce) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(digest.digest((nonce + GUID).getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }

  /// Takes the frames between `start` and the position away from around their payloads.
  private void unframe(ByteBuffer in, int start) throws IOException {
    int end = in.position();
    int at = start;
    int to = start;
    while (at < end && !isAtEnd) {
      if (left == 0) {
        header.put(in.get(at++));
        if (isHeaderWhole()) {
          beginFrame();
        }
        continue;
      }
      int count = (int) Math.min(left, end - at);
      if (opcode < CLOSE) {
        in.put(to, in, at, count);
        to += count;
      } else {
        control.put(in.slice(at, count));
      }
      at += count;
      left -= count;
      if (left == 0) {
        endFrame();
      }
    }
    in.position(to);
  }

  private boolean isHeaderWhole() {
    if (header.position() < 2) {
      return false;
    }
    int length = header.get(1) & 0x7F;
    return header.position() == 2 + (length < 126 ? 0 : length == 126 ? 2 : 8);
  }

  /// The header is there (section 5.2).
  private void beginFrame() throws IOException {
    int first = header.get(0) & 0xFF;
    int second = header.get(1) & 0xFF;
    header.clear();
    opcode = first & 0xF;
    int length = second & 0x7F;
    left = length < 126 ? length : length == 126 ? header.getShort(2) & 0xFFFF : header.getLong(2);
    boolean isControl = opcode == CLOSE || opcode == PING || opcode == PONG;
    if ((first & 0x70) != 0
        || (second & MASKED) != 0
        || left < 0
        || (!isControl && opcode != BINARY && opcode != CONTINUATION)
        || (isControl && (left > CONTROL_BYTES_MAX || (first & FINAL) == 0))) {
      throw new ProtocolException(
          "frame of WebSocket 0x%02x 0x%02x of %d bytes".formatted(first, second, left));
    }
    control.clear();
    if (left == 0) {
      endFrame();
    }
  }

  private void endFrame() throws IOException {
    if (opcode == PING) {
      control.flip();
      answer(PONG);
    }
    isAtEnd |= opcode == CLOSE;
  }

  /// Sends what is in `control`.
  private void answer(int kind) throws IOException {
    buffer.clear();
    put(kind, control, control.remaining());
    flush();
  }

  /// Appends a frame with so many bytes of `from`, masked (section 5.3).
  private void put(int kind, ByteBuffer from, int length) {
    int mask = random.nextInt();
    buffer.put((byte) (FINAL | kind));
    if (length < 126) {
      buffer.put((byte) (MASKED | length));
    } else {
      buffer.put((byte) (MASKED | 126)).putShort((short) length);
    }
    buffer.putInt(mask);
    long mask8 = ((long) mask << 32) | (mask & 0xFFFF_FFFFL);
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      buffer.putLong(from.getLong() ^ mask8);
    }
    for (; at < length; at++) {
      buffer.put((byte) (from.get() ^ (mask >>> (24 - 8 * (at % Integer.BYTES)))));
    }
  }

  private void flush() throws IOException {
    lower.write(buffer.flip());
    buffer.clear();
  }
}
