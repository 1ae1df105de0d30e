package io.edgemq.ops.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The frames of WebSocket byte by byte, on a wire that hands them on as the test says.
class WebSocketWireTest {
  private final Script lower = new Script();
  private final WebSocketWire wire =
      new WebSocketWire(
          lower, "/mqtt", "localhost:80", new WebSocketWire.Shared(WebSocketWire.BUFFER_BYTES));
  private final ByteBuffer in = ByteBuffer.allocate(100_000);

  /// What the server says, piece by piece, and what it is told.
  private static final class Script implements Wire {
    final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    final ByteArrayOutputStream told = new ByteArrayOutputStream();
    boolean isAtEnd;

    @Override
    public boolean open() {
      return true;
    }

    @Override
    public int read(ByteBuffer to) {
      byte[] piece = pieces.isEmpty() ? new byte[0] : pieces.remove();
      to.put(piece);
      return piece.length;
    }

    @Override
    public boolean isAtEnd() {
      return isAtEnd;
    }

    @Override
    public void write(ByteBuffer from) {
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      told.writeBytes(bytes);
    }

    @Override
    public void leave() {}
  }

  @BeforeEach
  void shakeHands() throws Exception {
    assertThat(wire.open()).isFalse();
    lower.pieces.add(answer("HTTP/1.1 101 Switching Protocols", accept(), "mqtt"));
    assertThat(wire.open()).isTrue();
    lower.told.reset();
  }

  private WebSocketWire asking() throws IOException {
    lower.told.reset();
    WebSocketWire other =
        new WebSocketWire(
            lower, "/mqtt", "localhost:80", new WebSocketWire.Shared(WebSocketWire.BUFFER_BYTES));
    assertThat(other.open()).isFalse();
    return other;
  }

  private String accept() throws Exception {
    String nonce =
        lower
            .told
            .toString(ISO_8859_1)
            .lines()
            .filter(it -> it.startsWith("Sec-WebSocket-Key: "))
            .map(it -> it.substring(19))
            .findFirst()
            .orElseThrow();
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((nonce + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static byte[] answer(String status, String accept, String protocol) {
    return (status
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSEC-WEBSOCKET-ACCEPT: "
            + accept
            + "\r\nSec-WebSocket-Protocol:"
            + protocol
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private void say(String hex) {
    lower.pieces.add(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  private String read() throws IOException {
    in.clear();
    int count = wire.read(in);
    in.flip();
    assertThat(count).isEqualTo(in.remaining());
    return UTF_8.decode(in).toString();
  }

  /// Takes the first frame out of what was written: its first byte and its payload without the
  /// mask.
  private String frame(ByteBuffer told) {
    int first = told.get() & 0xFF;
    int second = told.get() & 0xFF;
    assertThat(second & 0x80).as("masked").isEqualTo(0x80);
    int length = second & 0x7F;
    if (length == 126) {
      length = told.getShort() & 0xFFFF;
      assertThat(length).as("in no more bytes than needed").isGreaterThan(125);
    }
    byte[] mask = new byte[4];
    told.get(mask);
    byte[] payload = new byte[length];
    told.get(payload);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return HexFormat.of().toHexDigits((byte) first) + " " + new String(payload, ISO_8859_1);
  }

  @Test
  void payloadsAreTakenOutOfTheirFrames() throws IOException {
    say("82 02 6162  82 00  02 01 63  89 00  80 01 64");

    assertThat(read()).isEqualTo("abcd");
    assertThat(read()).isEmpty();
    assertThat(wire.isAtEnd()).isFalse();
  }

  @Test
  void framesMayComeByteByByte() throws IOException {
    for (String one : "82 03 61 62 63 89 02 78 79 82 7e 00 7e".split(" ", -1)) {
      say(one);
    }
    lower.pieces.add("z".repeat(126).getBytes(ISO_8859_1));

    assertThat(read() + read() + read()).isEqualTo("abc");
    assertThat(read()).isEqualTo("z".repeat(126));
    assertThat(frame(ByteBuffer.wrap(lower.told.toByteArray()))).isEqualTo("8a xy");
  }

  @Test
  void whatWasThereAlreadyStaysInFront() throws IOException {
    say("82 02 6364");
    in.put("ab".getBytes(ISO_8859_1));

    assertThat(wire.read(in)).isEqualTo(2);
    assertThat(UTF_8.decode(in.flip()).toString()).isEqualTo("abcd");
  }

  @Test
  void framesOf64BitLengthAreRead() throws IOException {
    say("82 7f 0000000000010000");
    lower.pieces.add("y".repeat(65_536).getBytes(ISO_8859_1));

    assertThat(read()).hasSize(65_536);
  }

  @Test
  void aCloseIsTheEndBehindWhatCameBefore() throws IOException {
    say("82 01 61 88 02 03e8 82 01 62");

    assertThat(read()).isEqualTo("a");
    assertThat(wire.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81 01 61", // text
        "82 81 00000000 61", // masked
        "C2 01 61", // a reserved bit
        "83 00", // a kind that is none
        "09 00", // a ping in pieces
        "89 7e 0080", // a long ping
        "82 7f 8000000000000000" // a length below 0
      })
  void whatIsNoWebSocketIsMalformed(String hex) {
    say(hex);

    assertThatThrownBy(this::read).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 1_000, 65_535})
  void whatIsWrittenIsMasked(int length) throws IOException {
    String text = "0123456789abcdefg".repeat(4_000).substring(0, length);
    wire.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));

    ByteBuffer told = ByteBuffer.wrap(lower.told.toByteArray());
    assertThat(length == 0 ? "82 " : frame(told)).isEqualTo("82 " + text);
    assertThat(told.hasRemaining()).isFalse();
  }

  @Test
  void whatIsLargeIsSpreadOverFrames() throws IOException {
    String text = "0123456789abcdefg".repeat(40_000);
    wire.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));

    ByteBuffer told = ByteBuffer.wrap(lower.told.toByteArray());
    var all = new StringBuilder();
    while (told.hasRemaining()) {
      all.append(frame(told).substring(3));
    }
    assertThat(all.toString()).isEqualTo(text);
  }

  @Test
  void leavingIsSaid() throws IOException {
    wire.leave();

    assertThat(frame(ByteBuffer.wrap(lower.told.toByteArray())))
        .isEqualTo("88 " + (char) 3 + (char) 0xE8);
  }

  @Test
  void theAnswerToTheHandshakeMayComeInPiecesWithTheFirstFrameBehindIt() throws Exception {
    WebSocketWire other = asking();
    byte[] answer = answer("HTTP/1.1 101 OK", accept(), " mqtt");
    for (byte one : answer) {
      lower.pieces.add(new byte[] {one});
    }
    lower.pieces.removeLast();
    for (int i = 1; i < answer.length; i++) {
      assertThat(other.open()).isFalse();
    }
    lower.pieces.add(new byte[] {'\n', (byte) 0x82, 2, 'a'});
    assertThat(other.open()).isTrue();
    say("62");

    assertThat(other.read(in)).isEqualTo(2);
  }

  @Test
  void anAnswerForAnotherHandshakeIsNotTaken() throws Exception {
    WebSocketWire other = asking();
    lower.pieces.add(answer("HTTP/1.1 101 OK", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "mqtt"));

    assertThatThrownBy(other::open).isInstanceOf(ProtocolException.class);
  }

  @Test
  void anotherSubprotocolIsNotTaken() throws Exception {
    WebSocketWire other = asking();
    lower.pieces.add(answer("HTTP/1.1 101 OK", accept(), "mqttv3.1"));

    assertThatThrownBy(other::open).isInstanceOf(ProtocolException.class);
  }

  @Test
  void aServerThatGoesAwayDuringTheHandshakeIsMissed() throws Exception {
    WebSocketWire other = asking();
    lower.isAtEnd = true;

    assertThatThrownBy(other::open).isInstanceOf(EOFException.class);
  }
}
