package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PublishEncoderTest {

  /// Topic `t`, payload of as many bytes as the sequence number.
  private static final MessageSource SIZES =
      new MessageSource() {
        @Override
        public int messageBytesMax() {
          return 3_000_000;
        }

        @Override
        public void topic(int connection, long sequence, ByteBuffer out) {
          out.put((byte) 't');
        }

        @Override
        public void payload(int connection, long sequence, ByteBuffer out) {
          for (int i = 0; i < sequence; i++) {
            out.put((byte) i);
          }
        }
      };

  private static PublishEncoder encoder(MessageSource source, int qos, int protocolLevel) {
    return new PublishEncoder(source, new LoadProtocol.Mqtt(qos, protocolLevel, "", 0));
  }

  private static String hex(ByteBuffer packets) {
    byte[] bytes = new byte[packets.remaining()];
    packets.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void qosOneInMqtt311() {
    PublishEncoder encoder = encoder(SIZES, 1, 4);
    encoder.begin();
    encoder.put(0, 2, 0x1234);
    encoder.put(0, 0, 0xFFFF);

    //                              PUBLISH QoS 1, length, topic, packet id, payload
    assertThat(hex(encoder.end()))
        .isEqualTo("32" + "07" + "000174" + "1234" + "0001" + "32" + "05" + "000174" + "ffff");
  }

  @Test
  void qosZeroInMqtt5() {
    PublishEncoder encoder = encoder(SIZES, 0, 5);
    encoder.begin();
    encoder.put(0, 1, 77);

    //                              PUBLISH QoS 0, length, topic, no properties, payload
    assertThat(hex(encoder.end())).isEqualTo("30" + "05" + "000174" + "00" + "00");
  }

  @Test
  void remainingLengthTakesAsFewBytesAsItCan() {
    PublishEncoder encoder = encoder(SIZES, 1, 4);
    for (int length : new int[] {0, 122, 123, 3, 16_378, 16_379, 100, 2_097_146, 2_097_147, 1}) {
      encoder.begin();
      encoder.put(0, length, 9);
      ByteBuffer packet = encoder.end();
      int rest = 3 + 2 + length;
      int lengthBytes = MqttPackets.variableBytes(rest);

      assertThat(packet.remaining()).isEqualTo(1 + lengthBytes + rest);
      ByteBuffer expected = ByteBuffer.allocate(5);
      MqttPackets.putVariable(expected, rest);
      assertThat(packet.slice(1, lengthBytes)).isEqualTo(expected.flip());
      assertThat(packet.getShort(1 + lengthBytes)).isEqualTo((short) 1);
      int payload = 1 + lengthBytes + 5;
      for (int i = 0; i < length; i++) {
        assertThat(packet.get(payload + i) == (byte) i).isTrue();
      }
    }
  }

  @Test
  void thereIsRoomForOneMoreUntilTheLargestWouldNotFit() {
    PublishEncoder encoder = encoder(new FixedMessages(1_000), 1, 4);
    encoder.begin();
    int packets = 0;
    while (encoder.hasRoom()) {
      encoder.put(1, packets, 1);
      packets++;
    }

    assertThat(packets).isGreaterThan(200);
    assertThat(encoder.end().remaining() % packets).isZero();
  }

  @Test
  void fixedMessagesCarryConnectionAndSequence() {
    PublishEncoder encoder = encoder(new FixedMessages(15), 1, 4);
    encoder.begin();
    encoder.put(17, 0x0102030405L, 1);

    assertThat(hex(encoder.end()))
        .isEqualTo(
            "32"
                + "1b"
                + "0008"
                + HexFormat.of().formatHex("bench/17".getBytes(StandardCharsets.US_ASCII))
                + "0001"
                + "00000011"
                + "0000000102030405"
                + "787878");
  }
}
