package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ops.load.MqttPackets.Connack;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttPacketsTest {
  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static String connect(int protocolLevel, Credentials credentials) {
    ByteBuffer out = ByteBuffer.allocate(100);
    MqttPackets.putConnect(out, new LoadProtocol.Mqtt(1, protocolLevel, "", 0), "ab", credentials);
    return HexFormat.of().formatHex(out.array(), 0, out.position());
  }

  @Test
  void aConnectWithoutCredentials() {
    assertThat(connect(4, Credentials.none())).isEqualTo("100e00044d5154540402000000026162");
    assertThat(connect(5, Credentials.none())).isEqualTo("100f00044d515454050200000000026162");
  }

  @Test
  void aConnectWithCredentials() {
    assertThat(connect(4, Credentials.of("", new byte[] {0, (byte) 0xFF})))
        .isEqualTo("101400044d51545404c20000" + "00026162" + "0000" + "000200ff");
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(Credentials.of("me", "ing_live_secret").toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "00 00, 0, 65535, 0",
    "00 05, 5, 65535, 0",
    "00 00 00, 0, 65535, 0",
    "00 87 00, 135, 65535, 0",
    "00 00 03 21 00 0a, 0, 10, 0",
    "00 00 03 13 00 3c, 0, 65535, 60",
    // Maximum QoS, Maximum Packet Size, user property, Receive Maximum
    "00 00 12 24 01 27 00 00 ff ff 26 00 01 61 00 02 62 63 21 01 00, 0, 256, 0"
  })
  void aConnackIsRead(String hex, int code, int receiveMaximum, int serverKeepAlive)
      throws ProtocolException {
    assertThat(MqttPackets.connack(bytes(hex)))
        .isEqualTo(new Connack(code, receiveMaximum, serverKeepAlive));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // no code
        "00 00 01", // properties missing
        "00 00 03 21 00", // properties cut
        "00 00 02 21 00", // value cut
        "00 00 03 21 00 00", // Receive Maximum 0
        "00 00 02 99 00", // no such property
        "00 00 04 1f 00 05 61", // string longer than the properties
        "00 00 ff ff ff ff 01", // property length of 5 bytes
      })
  void aMalformedConnackIsRefused(String hex) {
    assertThatThrownBy(() -> MqttPackets.connack(bytes(hex))).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "40 02, 2",
    "40 7f, 127",
    "40 80 01, 128",
    "40 ff ff ff 7f, 268435455",
    "40, -1",
    "40 80, -1",
    "40 ff ff ff, -1"
  })
  void remainingLengthIsRead(String hex, int length) throws ProtocolException {
    assertThat(MqttPackets.remainingLength(bytes(hex))).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"40 82 00", "40 ff ff ff ff", "40 80 80 00"})
  void aWrongRemainingLengthIsRefused(String hex) {
    assertThatThrownBy(() -> MqttPackets.remainingLength(bytes(hex)))
        .isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455})
  void aVariableByteIntegerIsAsLongAsItSays(int value) throws ProtocolException {
    ByteBuffer out = ByteBuffer.allocate(5).put((byte) 0);
    MqttPackets.putVariable(out, value);

    assertThat(out.position()).isEqualTo(1 + MqttPackets.variableBytes(value));
    assertThat(MqttPackets.remainingLength(out.flip())).isEqualTo(value);
  }
}
