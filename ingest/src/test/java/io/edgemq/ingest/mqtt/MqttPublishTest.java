package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publish0;
import static io.edgemq.ingest.mqtt.Packets.publish1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttPublishTest {
  @Test
  void allMessagesOfAChunkAreOneBatchAndTheirAcknowledgementsOneWrite() {
    var client = Client.connected();

    client.sends(publish1(1, "t/1", "a"), publish0("t/2", "b"), publish1(0xfffe, "t/3", ""));
    assertThat(client.lines()).containsExactly("append 1: t/1=a t/2=b t/3=");

    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020001" + "4002fffe");
  }

  @Test
  void theFramesOfAChunkHaveTheTimeItCame() {
    var client = Client.connected().sends(publish0("t", "a"), publish0("t", "b"));

    FrameBatch batch = client.effects.batches().getFirst();
    assertThat(batch.firstTimestampMs()).isEqualTo(Client.NOW.toEpochMilli());
    assertThat(batch.lastTimestampMs()).isEqualTo(Client.NOW.toEpochMilli());
    assertThat(batch.length()).isEqualTo(2 * (Frame.HEADER_BYTES + 4));
    assertThat(batch.bytes()[8]).isEqualTo(Frame.FORMAT_MQTT);
  }

  @Test
  void oneAnswerForManyBatchesIsOneWriteInTheirOrder() {
    var client = Client.connected();
    client.sends(publish0("t", "a"));
    client.sends(publish1(3, "t", "b"));
    client.sends(publish1(2, "t", "c"), publish1(1, "t", "d"));
    client.sends(publish1(9, "t", "e"));
    client.lines();

    client.session.acknowledged(3);
    assertThat(client.lines()).containsExactly("write 40020003" + "40020002" + "40020001");

    client.session.acknowledged(4);
    assertThat(client.lines()).containsExactly("write 40020009");
  }

  @Test
  void manyMessagesOfUnequalSizesAreAllAcknowledged() {
    var client = Client.connected();
    byte[] chunk = publish1(1, "t", "x".repeat(900));
    var acknowledgements = new StringBuilder("write 40020001");
    for (int id = 2; id <= 300; id++) {
      chunk = Hex.join(chunk, publish1(id, "t", ""));
      acknowledgements.append(String.format("4002%04x", id));
    }

    client.sends(chunk).lines();
    client.session.acknowledged(1);

    assertThat(client.lines()).containsExactly(acknowledgements.toString());
  }

  @Test
  void messagesWithoutAcknowledgementStillCountUntilTheyAreDurable() {
    var client = Client.connected().sends(publish0("t", "a"));
    assertThat(client.session.unacknowledgedBytes()).isEqualTo(Frame.HEADER_BYTES + 4);
    assertThat(client.session.isDrained()).isFalse();
    client.lines();

    client.session.acknowledged(1);

    assertThat(client.session.unacknowledgedBytes()).isZero();
    assertThat(client.session.isDrained()).isTrue();
    assertThat(client.lines()).isEmpty();
  }

  @Test
  void aSequenceThatIsToldAgainChangesNothing() {
    var client = Client.connected().sends(publish1(1, "t", "a")).sends(publish1(2, "t", "b"));
    client.session.acknowledged(1);
    client.lines();

    client.session.acknowledged(1);
    client.session.acknowledged(0);

    assertThat(client.lines()).isEmpty();
    assertThat(client.session.isDrained()).isFalse();
  }

  @Test
  void aPacketOverManyChunksIsOneMessageOfTheLast() {
    var client = Client.connected();
    byte[] packet = publish1(7, "topic", "m".repeat(300));

    client.dribbles(publish0("t", "a"), packet);
    assertThat(client.lines())
        .containsExactly("append 1: t=a", "append 2: topic=" + "m".repeat(300));
    assertThat(client.session.packets()).isEqualTo(3);
  }

  @Test
  void theEndOfOnePacketAndWholeOnesBehindItAreOneBatch() {
    byte[] first = publish1(1, "t/1", "a");
    byte[] rest = Hex.join(publish1(2, "t/2", "b"), publish1(3, "t/3", "c"));
    for (int split = 1; split < first.length; split++) {
      var client = Client.connected();
      client.session.received(first, 0, split);
      client.session.received(Hex.join(first, rest), split, first.length + rest.length);

      assertThat(client.lines())
          .as("split at %d", split)
          .containsExactly("append 1: t/1=a t/2=b t/3=c");
    }
  }

  @Test
  void theSameIdWithOrWithoutDupIsANewMessage() {
    byte[] dup = publish1(1, "t", "a");
    dup[0] |= 0x08;

    var client = Client.connected().sends(publish1(1, "t", "a"), dup, publish1(1, "t", "a"));

    assertThat(client.lines()).containsExactly("append 1: t=a t=a t=a");
  }

  @Test
  void aRetainedMessageIsAnOrdinaryOne() {
    byte[] retained = publish1(1, "t", "a");
    retained[0] |= 0x01;

    var client = Client.connected().sends(retained, Hex.bytes("31 04 00 01 74 62"));

    assertThat(client.lines()).containsExactly("append 1: t=a t=b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$SYS/x", "/", "ä/水/😀", "\uFEFF", "tab\t", "\u007F", "\uFFFF", "t t"})
  void anyTopicButOneWithWildcardsIsTaken(String topic) {
    assertThat(Client.connected().sends(publish0(topic, "m")).lines())
        .containsExactly("append 1: " + topic + "=m");
  }

  @Test
  void theLongestTopicWithTheLongestMessageIsTaken() {
    String topic = "t".repeat(65_535);
    String message = "m".repeat(1000);

    assertThat(Client.connected().sends(publish1(1, topic, message)).lines())
        .containsExactly("append 1: " + topic + "=" + message);
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("QoS 2", "qos_not_supported", Hex.bytes("34")),
        Arguments.of("QoS 2 sent again", "qos_not_supported", Hex.bytes("3c")),
        Arguments.of("QoS 3", "invalid_qos", Hex.bytes("36")),
        Arguments.of("DUP with QoS 0", "reserved_flag", Hex.bytes("38")),
        Arguments.of("wildcard +", "wildcard_in_topic", publish0("a/+", "m")),
        Arguments.of("wildcard #", "wildcard_in_topic", publish1(1, "sensors/plant/#", "m")),
        Arguments.of("wildcard and more than ASCII", "wildcard_in_topic", publish0("ä#", "m")),
        Arguments.of("empty topic", "empty_topic", publish0("", "m")),
        Arguments.of("empty topic with id", "empty_topic", publish1(1, "", "m")),
        Arguments.of("packet id 0", "packet_id_zero", publish1(0, "t", "m")),
        Arguments.of("NUL in the topic", "bad_utf8", publish0("a\0b", "m")),
        Arguments.of("surrogates", "bad_utf8", Hex.bytes("30 05 00 03 ed a0 80")),
        Arguments.of("overlong", "bad_utf8", Hex.bytes("30 04 00 02 c0 af")),
        Arguments.of("cut sequence", "bad_utf8", Hex.bytes("30 04 00 01 c3 a4")),
        Arguments.of("nothing behind the header", "malformed_publish", Hex.bytes("30 00")),
        Arguments.of("half a topic length", "malformed_publish", Hex.bytes("30 01 00")),
        Arguments.of("topic overruns", "malformed_publish", Hex.bytes("30 03 00 02 74")),
        Arguments.of("no packet id", "malformed_publish", Hex.bytes("32 03 00 01 74")),
        Arguments.of("half a packet id", "malformed_publish", Hex.bytes("32 04 00 01 74 00")),
        Arguments.of("message too long", "packet_too_large", publish0("t", "m".repeat(1001))),
        Arguments.of("packet too long", "packet_too_large", Hex.bytes("30 95 90 04")),
        Arguments.of("length too long", "packet_too_large", Hex.bytes("30 ff ff ff 7f")),
        Arguments.of("length of five bytes", "malformed_length", Hex.bytes("30 ff ff ff ff")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatIsRefusedLeavesWhatStoodBeforeIt(String what, String label, byte[] packet) {
    var client = Client.connected();

    client.sends(publish1(1, "t", "a"), Packets.PINGREQ, packet, publish1(2, "t", "b"));
    assertThat(client.lines())
        .as(what)
        .containsExactly("append 1: t=a", "write d000", "close " + label);

    client.sends(publish1(3, "t", "c"));
    client.session.acknowledged(1);
    assertThat(client.lines()).as(what).containsExactly("write 40020001");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatIsRefusedIsRefusedInPiecesToo(String what, String label, byte[] packet) {
    assertThat(Client.connected().dribbles(packet).lines())
        .as(what)
        .containsExactly("close " + label);
  }

  @ParameterizedTest
  @CsvSource({"32, qos_not_supported", "34, qos_not_supported", "36, invalid_qos"})
  void whereOnlyQosZeroIsGrantedOneIsRefused(String first, String label) {
    var client = Client.connected(new Grant(0, 1000));

    client.sends(publish0("t", "a"), Hex.bytes(first));

    assertThat(client.lines()).containsExactly("append 1: t=a", "close " + label);
  }

  @Test
  void theLargestPacketIsJudgedByItsLengthAlone() {
    int largest = Client.LIMITS.packetBytesMax(new Grant(1, 1).publish());
    assertThat(largest).isEqualTo(1000 + 65_535 + 1024);
    byte[] fits = Packets.packet(0x30, new byte[largest - 4]);
    byte[] tooLarge = Packets.packet(0x30, new byte[largest - 3]);

    var client = Client.connected();
    client.session.received(fits, 0, 4);
    assertThat(client.lines()).isEmpty();

    client = Client.connected();
    client.session.received(tooLarge, 0, 4);
    assertThat(client.lines()).containsExactly("close packet_too_large");
  }

  @Test
  void aLengthInMoreBytesThanItNeedsIsTaken() {
    var client = Client.connected().sends(Hex.bytes("30 84 80 00 00 01 74 61"));

    assertThat(client.lines()).containsExactly("append 1: t=a");
  }
}
