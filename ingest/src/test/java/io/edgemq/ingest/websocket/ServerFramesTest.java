package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.ascii;
import static io.edgemq.ingest.websocket.ClientFrames.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerFramesTest {
  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(0, "8200"),
        Arguments.of(4, "8204"),
        Arguments.of(125, "827d"),
        Arguments.of(126, "827e007e"),
        Arguments.of(65_535, "827effff"),
        Arguments.of(65_536, "827f0000000000010000"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aBinaryFrameHasTheShortestHeader(int length, String header) {
    byte[] payload = ascii("x".repeat(length));

    assertThat(ServerFrames.binary(ByteString.fromArray(payload)).toArray())
        .isEqualTo(join(HexFormat.of().parseHex(header), payload));
  }

  @Test
  void onlyTheBytesOfTheElementAreFramed() {
    ByteString part = ByteString.fromArrayUnsafe(ascii("abcdef"), 2, 3);

    assertThat(ServerFrames.binary(part.concat(ByteString.fromString("x"))).toArray())
        .isEqualTo(join(new byte[] {(byte) 0x82, 4}, ascii("cdex")));
  }

  @Test
  void aPongHasThePayloadOfThePing() {
    assertThat(ServerFrames.pong(ascii("abc")).toArray())
        .isEqualTo(join(new byte[] {(byte) 0x8A, 3}, ascii("abc")));
  }

  @Test
  void aCloseHasCodeAndReason() {
    assertThat(ServerFrames.close(Violation.TEXT.closeFrame()).toArray())
        .startsWith(0x88, 31, 0x03, 0xEB)
        .endsWith(ascii("MQTT is sent in binary frames"));
    assertThat(ServerFrames.close(CloseFrame.NORMAL).toArray())
        .containsExactly(0x88, 2, 0x03, 0xE8);
    assertThat(ServerFrames.close(new CloseFrame(CloseFrame.NO_CODE, "")).toArray())
        .containsExactly(0x88, 0);
  }

  @Test
  void everyReasonFitsIntoAControlFrame() {
    assertThat(Violation.values())
        .allSatisfy(it ->
            assertThat(ServerFrames.close(it.closeFrame()).length()).isLessThanOrEqualTo(2 + 125));
  }
}
