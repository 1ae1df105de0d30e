package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publish1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MqttAnswersTest {
  @Test
  void pingIsAnsweredBehindTheAppendWithoutWaitingForTheDisk() {
    var client = Client.connected();

    client.sends(publish1(1, "t", "a"), Packets.PINGREQ, publish1(2, "t", "b"));

    assertThat(client.lines()).containsExactly("append 1: t=a t=b", "write d000");
  }

  @Test
  void answersOfAChunkAreOneWriteInTheirOrder() {
    var client = Client.connected();

    client.sends(
        Packets.PINGREQ,
        Packets.subscribe(0x0102, "a/#", "+"),
        Hex.bytes("a2 05 03 04 00 01 61"),
        Packets.PINGREQ);

    assertThat(client.lines())
        .containsExactly("write d000" + "90040102" + "8080" + "b0020304" + "d000");
  }

  @Test
  void everySubscriptionIsRefusedAndPublishingGoesOn() {
    var client = Client.connected();
    String[] filters = Collections.nCopies(200, "f").toArray(String[]::new);

    client.sends(Packets.subscribe(5, filters), publish1(1, "t", "a"));

    assertThat(client.lines())
        .containsExactly("append 1: t=a", "write 90ca01" + "0005" + "80".repeat(200));
  }

  static List<Arguments> closing() {
    return List.of(
        row("CONNECT again", "second_connect", "10"),
        row("reserved type 0", "unexpected_packet", "00"),
        row("CONNACK", "unexpected_packet", "20"),
        row("PUBACK", "unexpected_packet", "40"),
        row("PUBREC", "unexpected_packet", "50"),
        row("PUBREL", "unexpected_packet", "62"),
        row("PUBCOMP", "unexpected_packet", "70"),
        row("SUBACK", "unexpected_packet", "90"),
        row("UNSUBACK", "unexpected_packet", "b0"),
        row("PINGRESP", "unexpected_packet", "d0"),
        row("reserved type 15", "unexpected_packet", "f0"),
        row("flags of SUBSCRIBE", "reserved_flag", "80"),
        row("flags of UNSUBSCRIBE", "reserved_flag", "a0"),
        row("flags of PINGREQ", "reserved_flag", "c1"),
        row("flags of DISCONNECT", "reserved_flag", "e2"),
        row("PINGREQ with a body", "malformed_length", "c0 01"),
        row("DISCONNECT with a body", "malformed_length", "e0 01"),
        row("SUBSCRIBE, empty", "malformed_subscribe", "82 00"),
        row("SUBSCRIBE, half a packet id", "malformed_subscribe", "82 01 00"),
        row("SUBSCRIBE, packet id 0", "packet_id_zero", "82 06 00 00 00 01 61 00"),
        row("SUBSCRIBE, no filter", "malformed_subscribe", "82 02 00 01"),
        row("SUBSCRIBE, empty filter", "empty_topic", "82 05 00 01 00 00 00"),
        row("SUBSCRIBE, no options", "malformed_subscribe", "82 05 00 01 00 01 61"),
        row("SUBSCRIBE, QoS 3", "invalid_qos", "82 06 00 01 00 01 61 03"),
        row("SUBSCRIBE, reserved option", "invalid_qos", "82 06 00 01 00 01 61 04"),
        row("SUBSCRIBE, ill-formed filter", "bad_utf8", "82 06 00 01 00 01 ff 00"),
        row("SUBSCRIBE, NUL in a filter", "bad_utf8", "82 06 00 01 00 01 00 00"),
        row("SUBSCRIBE, filter overruns", "malformed_subscribe", "82 06 00 01 00 05 61 00"),
        row("SUBSCRIBE, trailing byte", "malformed_subscribe", "82 07 00 01 00 01 61 00 00"),
        row("UNSUBSCRIBE, packet id 0", "packet_id_zero", "a2 05 00 00 00 01 61"),
        row("UNSUBSCRIBE, no filter", "malformed_subscribe", "a2 02 00 01"),
        row("UNSUBSCRIBE, empty filter", "empty_topic", "a2 04 00 01 00 00"),
        row("UNSUBSCRIBE, ill-formed filter", "bad_utf8", "a2 05 00 01 00 01 80"),
        row("UNSUBSCRIBE, trailing byte", "malformed_subscribe", "a2 06 00 01 00 01 61 00"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closing")
  void whatIsNotInTheTableCloses(String what, String label, byte[] packet) {
    assertThat(Client.connected().sends(publish1(1, "t", "a"), packet).lines())
        .as(what)
        .containsExactly("append 1: t=a", "close " + label);
    assertThat(Client.connected().dribbles(packet).lines())
        .as(what)
        .containsExactly("close " + label);
  }

  @Test
  void disconnectClosesAndNothingBehindItIsTaken() {
    var client = Client.connected();

    client.sends(publish1(1, "t", "a"), Packets.DISCONNECT, publish1(2, "t", "b"));
    client.sends(Packets.PINGREQ);

    assertThat(client.lines()).containsExactly("append 1: t=a", "close normal");
    assertThat(client.session.wantsBytes()).isFalse();
    client.session.acknowledged(1);
    assertThat(client.session.isDrained()).isTrue();
  }

  @Test
  void onlyWholePacketsAreSignsOfLife() {
    var client = Client.connected();
    byte[] packet = publish1(1, "t", "a");

    for (int sent = 0; sent < packet.length; sent++) {
      assertThat(client.session.packets()).isEqualTo(1);
      client.session.received(packet, sent, sent + 1);
    }

    assertThat(client.session.packets()).isEqualTo(2);
    client.sends(Packets.PINGREQ, Packets.PINGREQ);
    assertThat(client.session.packets()).isEqualTo(4);
  }

  private static Arguments row(String what, String label, String packet) {
    return Arguments.of(what, label, Hex.bytes(packet));
  }
}
