package io.edgemq.storage.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final long TS = 1_700_000_000_000L;
  private static final byte[] MESSAGE = "{\"temp\":22.5}".getBytes(UTF_8);
  private static final byte[] PUBLISH = "sensors/temperature{\"temp\":22.5}".getBytes(UTF_8);
  private static final int TOPIC_BYTES = "sensors/temperature".length();

  private static final byte[] HTTP_VECTOR =
      Hex.bytes(
          """
          0000001e                      # LEN 30
          a8c45335                      # CRC32C
          00                            # FMT 0
          0000018bcfe56800              # TS 1700000000000
          7b2274656d70223a32322e357d    # {"temp":22.5}
          """);

  private static final byte[] MQTT_VECTOR =
      Hex.bytes(
          """
          00000033                                  # LEN 51
          83f839bb                                  # CRC32C
          03                                        # FMT 3
          0000018bcfe56800                          # TS 1700000000000
          0013                                      # TOPIC_LEN 19
          73656e736f72732f74656d7065726174757265    # sensors/temperature
          7b2274656d70223a32322e357d                # {"temp":22.5}
          """);

  @Test
  void anHttpFrameIsWrittenAsTheVectorSays() {
    var run = new FrameRun();
    run.addHttp(TS, MESSAGE, 0, MESSAGE.length);

    assertThat(written(run.finish())).isEqualTo(HTTP_VECTOR);
  }

  @Test
  void anMqttFrameIsWrittenAsTheVectorSays() {
    var run = new FrameRun();
    run.addMqtt(TS, PUBLISH, 0, TOPIC_BYTES, TOPIC_BYTES, MESSAGE.length);

    assertThat(written(run.finish())).isEqualTo(MQTT_VECTOR);
  }

  @Test
  void aTopicMayStandElsewhereThanItsMessage() {
    byte[] topic = Arrays.copyOf(PUBLISH, TOPIC_BYTES);
    var run = new FrameRun();
    run.addMqtt(TS, topic, 0, TOPIC_BYTES, MESSAGE, 0, MESSAGE.length);

    assertThat(written(run.finish())).isEqualTo(MQTT_VECTOR);
  }

  @Test
  void theHttpVectorIsReadBack() {
    var reader = new FrameReader(HTTP_VECTOR, 0, HTTP_VECTOR.length);

    assertThat(reader.next()).isTrue();
    assertThat(reader.offset()).isZero();
    assertThat(reader.length()).isEqualTo(30);
    assertThat(reader.format()).isEqualTo(Frame.FORMAT_HTTP);
    assertThat(reader.timestampMs()).isEqualTo(TS);
    assertThat(text(HTTP_VECTOR, reader.messageFrom(), reader.messageBytes()))
        .isEqualTo("{\"temp\":22.5}");
    assertThat(reader.next()).isFalse();
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
    assertThat(reader.offset()).isEqualTo(30);
  }

  @Test
  void theMqttVectorIsReadBack() {
    var reader = new FrameReader(MQTT_VECTOR, 0, MQTT_VECTOR.length);

    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(51);
    assertThat(reader.format()).isEqualTo(Frame.FORMAT_MQTT);
    assertThat(reader.timestampMs()).isEqualTo(TS);
    assertThat(reader.payloadFrom()).isEqualTo(17);
    assertThat(reader.payloadBytes()).isEqualTo(34);
    assertThat(text(MQTT_VECTOR, reader.topicFrom(), reader.topicBytes()))
        .isEqualTo("sensors/temperature");
    assertThat(text(MQTT_VECTOR, reader.messageFrom(), reader.messageBytes()))
        .isEqualTo("{\"temp\":22.5}");
    assertThat(reader.next()).isFalse();
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
  }

  @Test
  void aRunIsReadFromTheMiddleOfAnArray() {
    byte[] bytes = Hex.join(new byte[5], HTTP_VECTOR, MQTT_VECTOR, new byte[7]);
    var reader = new FrameReader(bytes, 5, 5 + 81);

    assertThat(reader.next()).isTrue();
    assertThat(reader.offset()).isEqualTo(5);
    assertThat(reader.next()).isTrue();
    assertThat(reader.offset()).isEqualTo(35);
    assertThat(reader.next()).isFalse();
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
  }

  @Test
  void anEmptyPayloadHasChecksumZero() {
    var run = new FrameRun();
    run.addHttp(TS, MESSAGE, 0, 0);
    byte[] bytes = written(run.finish());

    assertThat(bytes).isEqualTo(Hex.bytes("00000011 00000000 00 0000018bcfe56800"));
    assertThat(new FrameReader(bytes, 0, bytes.length).next()).isTrue();
  }

  @Test
  void anMqttFrameMayHaveNeitherTopicNorMessage() {
    var run = new FrameRun();
    run.addMqtt(TS, PUBLISH, 0, 0, 0, 0);
    byte[] bytes = written(run.finish());
    var reader = new FrameReader(bytes, 0, bytes.length);

    assertThat(reader.next()).isTrue();
    assertThat(reader.topicBytes()).isZero();
    assertThat(reader.messageBytes()).isZero();
  }

  @Test
  void theLongestTopicIsReadBack() {
    byte[] source = new byte[65_535 + 1];
    Arrays.fill(source, (byte) 'a');
    var run = new FrameRun();
    run.addMqtt(TS, source, 0, 65_535, 65_535, 1);
    byte[] bytes = written(run.finish());
    var reader = new FrameReader(bytes, 0, bytes.length);

    assertThat(reader.next()).isTrue();
    assertThat(reader.topicBytes()).isEqualTo(65_535);
    assertThat(reader.messageBytes()).isEqualTo(1);
  }

  @Test
  void aRunCountsItsFramesAndSpansTheirTimes() {
    var run = new FrameRun();
    run.expect(4096);
    run.addHttp(TS + 5, MESSAGE, 0, MESSAGE.length);
    run.addHttp(TS - 5, MESSAGE, 3, 4);
    run.addMqtt(TS, PUBLISH, 0, TOPIC_BYTES, TOPIC_BYTES, MESSAGE.length);
    assertThat(run.length()).isEqualTo(30 + 21 + 51);
    FrameBatch batch = run.finish();

    assertThat(batch.frames()).isEqualTo(3);
    assertThat(batch.length()).isEqualTo(30 + 21 + 51);
    assertThat(batch.firstTimestampMs()).isEqualTo(TS - 5);
    assertThat(batch.lastTimestampMs()).isEqualTo(TS + 5);
  }

  @Test
  void aFinishedRunIsNotTouchedByTheNext() {
    var run = new FrameRun();
    run.addHttp(TS, MESSAGE, 0, MESSAGE.length);
    FrameBatch first = run.finish();
    assertThat(run.isEmpty()).isTrue();
    run.addMqtt(TS + 1, PUBLISH, 0, TOPIC_BYTES, TOPIC_BYTES, MESSAGE.length);
    FrameBatch second = run.finish();

    assertThat(written(first)).isEqualTo(HTTP_VECTOR);
    assertThat(second.frames()).isEqualTo(1);
    assertThat(second.firstTimestampMs()).isEqualTo(TS + 1);
  }

  @Test
  void anEmptyRunIsNoBatch() {
    assertThatThrownBy(() -> new FrameRun().finish()).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "1, 16", "2, 33", "1, 65"})
  void aBatchThatCannotHoldItsFramesIsRefused(int frames, int length) {
    assertThatThrownBy(() -> new FrameBatch(new byte[64], length, frames, TS, TS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LENGTH_TOO_SMALL | zeros             | 0000000000000000000000000000000000
          LENGTH_TOO_SMALL | LEN 16            | 0000001000000000000000018bcfe56800
          OVERRUN          | header cut off    | 0000001100000000000000018bcfe568
          OVERRUN          | a single byte     | 00
          OVERRUN          | LEN 1 too large   | 0000001f a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357d
          OVERRUN          | LEN 2^31          | 80000000 a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357d
          OVERRUN          | LEN 2^32 - 1      | ffffffff a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357d
          OVERRUN          | LEN 2^31 - 1      | 7fffffff a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357d
          CHECKSUM         | CRC off by one    | 0000001e a8c45334 00 0000018bcfe56800 7b2274656d70223a32322e357d
          CHECKSUM         | payload flipped   | 0000001e a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357c
          CHECKSUM         | LEN 1 too small   | 0000001d a8c45335 00 0000018bcfe56800 7b2274656d70223a32322e357d
          CHECKSUM         | empty, CRC not 0  | 00000011 00000001 00 0000018bcfe56800
          FORMAT           | FMT 1             | 0000001e a8c45335 01 0000018bcfe56800 7b2274656d70223a32322e357d
          FORMAT           | FMT 2             | 0000001e a8c45335 02 0000018bcfe56800 7b2274656d70223a32322e357d
          FORMAT           | FMT 255           | 0000001e a8c45335 ff 0000018bcfe56800 7b2274656d70223a32322e357d
          FORMAT           | MQTT, no payload  | 00000011 00000000 03 0000018bcfe56800
          FORMAT           | MQTT, half length | 00000012 527d5351 03 0000018bcfe56800 00
          FORMAT           | MQTT, topic short | 00000013 00000000 03 0000018bcfe56800 0001
          FORMAT           | MQTT, topic 65535 | 00000014 00000000 03 0000018bcfe56800 ffff61
          """)
  void whatIsNoFrameIsRefused(FrameReader.Stop stop, String what, String hex) {
    byte[] bytes = Hex.bytes(hex);
    var reader = new FrameReader(bytes, 0, bytes.length);

    assertThat(reader.next()).as(what).isFalse();
    assertThat(reader.stop()).as(what).isEqualTo(stop);
    assertThat(reader.offset()).isZero();
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "LENGTH_TOO_SMALL, zeros behind, 00000000000000000000000000000000000000",
    "OVERRUN, a header cut off behind, 0000001e",
    "CHECKSUM, a torn payload behind, 0000001ea8c45335000000018bcfe568007b2274656d7000000000000000"
  })
  void aReaderStopsBehindTheLastGoodFrameAndStaysThere(
      FrameReader.Stop stop, String what, String hex) {
    byte[] bytes = Hex.join(MQTT_VECTOR, Hex.bytes(hex));
    var reader = new FrameReader(bytes, 0, bytes.length);

    assertThat(reader.next()).as(what).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(reader.next()).isFalse();
      assertThat(reader.stop()).isEqualTo(stop);
      assertThat(reader.offset()).isEqualTo(MQTT_VECTOR.length);
    }
  }

  @Test
  void noBytesAreNoFrameAndNoFault() {
    var reader = new FrameReader(new byte[0], 0, 0);

    assertThat(reader.next()).isFalse();
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
  }

  private static byte[] written(FrameBatch batch) {
    return Arrays.copyOf(batch.bytes(), batch.length());
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, UTF_8);
  }
}
