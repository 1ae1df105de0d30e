package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.Packets.publishV5;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// PUBLISH and PUBACK of MQTT 5.0, and the DISCONNECT for a PUBLISH that cannot be taken.
class MqttPublishV5Test {
  private static final String EVERYTHING =
      """
      01 01              ; Payload Format Indicator: UTF-8
      02 00 00 00 00     ; Message Expiry Interval 0
      03 00 01 74        ; Content Type
      08 00 01 72        ; Response Topic
      09 00 01 ff        ; Correlation Data
      26 00 01 6b 00 01 76 26 00 01 6b 00 01 76 ; User Property, twice the same
      """;

  @Test
  void messagesAreTakenWithoutTheirPropertiesAndAcknowledgedInOrder() {
    var client = Client.connectedV5();

    client.sends(
        publishV5(2, "", "t/1", "a"),
        publishV5(0, EVERYTHING, "t/2", "b"),
        publishV5(1, EVERYTHING, "t/3", ""));
    assertThat(client.lines()).containsExactly("append 1: t/1=a t/2=b t/3=");

    client.session.acknowledged(1);
    assertThat(client.lines()).containsExactly("write 40020002" + "40020001");
  }

  @Test
  void aPayloadThatIsNotTheTextItClaimsToBeIsTaken() {
    byte[] packet = Hex.bytes("30 07 00 01 74 02 01 01 ff");

    assertThat(Client.connectedV5().sends(packet).lines()).containsExactly("append 1: t=\uFFFD");
  }

  @Test
  void theSameIdWithOrWithoutDupIsANewMessage() {
    byte[] dup = publishV5(1, "", "t", "a");
    dup[0] |= 0x08;

    var client = Client.connectedV5().sends(publishV5(1, "", "t", "a"), dup);

    assertThat(client.lines()).containsExactly("append 1: t=a t=a");
  }

  @Test
  void anAliasStandsForTheTopicItCameWith() {
    var client = Client.connectedV5();

    client.sends(publishV5(1, "23 00 01", "a/b", "1"), publishV5(0, "23 00 01", "", "2"));
    client.sends(publishV5(2, "26 00 00 00 00 23 00 01", "", "3"), publishV5(0, "", "c", "4"));

    assertThat(client.lines()).containsExactly("append 1: a/b=1 a/b=2", "append 2: a/b=3 c=4");
  }

  @Test
  void anAliasCanBeGivenAnotherTopic() {
    var client = Client.connectedV5();

    client.sends(
        publishV5(0, "23 00 01", "a", "1"),
        publishV5(0, "23 00 04", "b", "2"),
        publishV5(0, "23 00 01", "cc", "3"),
        publishV5(0, "23 00 01", "", "4"),
        publishV5(0, "23 00 04", "", "5"));

    assertThat(client.lines()).containsExactly("append 1: a=1 b=2 cc=3 cc=4 b=5");
  }

  @Test
  void anAliasOutlivesTheChunkAndItsArray() {
    var client = Client.connectedV5();
    byte[] defining = publishV5(0, "23 00 01", "topic", "1");
    client.session.received(defining, 0, defining.length);
    java.util.Arrays.fill(defining, (byte) 0);

    client.dribbles(publishV5(0, "23 00 01", "", "2"));

    assertThat(client.lines()).containsExactly("append 1: topic=1", "append 2: topic=2");
  }

  @Test
  void aliasesAreThoseOfOneConnection() {
    Client.connectedV5().sends(publishV5(0, "23 00 01", "a", "1"));

    assertThat(Client.connectedV5().sends(publishV5(0, "23 00 01", "", "2")).lines().getLast())
        .isEqualTo("close empty_topic");
  }

  @Test
  void theTopicsOfAliasesAreBounded() {
    var client = Client.connectedV5();
    String half = "t".repeat(32_767);
    client.sends(publishV5(0, "23 00 01", half, ""), publishV5(0, "23 00 02", half, ""));
    client.sends(
        publishV5(0, "23 00 01", "short", ""), publishV5(0, "23 00 03", half.substring(4), ""));
    client.lines();

    client.sends(publishV5(0, "23 00 04", "u", ""));

    assertThat(client.lines())
        .containsExactly(
            "write " + disconnect(0x97, "topic aliases too large"),
            "close topic_aliases_too_large");
  }

  static List<Arguments> refused() {
    return List.of(
        row("QoS 2", 0x9B, "qos_not_supported", "34"),
        row("QoS 3", 0x81, "invalid_qos", "36"),
        row("DUP with QoS 0", 0x81, "reserved_flag", "38"),
        row("retain", 0x9A, "retain_not_supported", "31"),
        row("retain with QoS 1", 0x9A, "retain_not_supported", "33"),
        row("retain with QoS 2", 0x9B, "qos_not_supported", "35"),
        row("a wildcard", 0x90, "wildcard_in_topic", publishV5(1, "", "a/+", "m")),
        row(
            "a wildcard with an alias",
            0x90,
            "wildcard_in_topic",
            publishV5(1, "23 00 01", "#", "m")),
        row("no topic", 0x82, "empty_topic", publishV5(1, "", "", "m")),
        row("no topic but properties", 0x82, "empty_topic", publishV5(1, "01 00", "", "m")),
        row("an alias without meaning", 0x82, "empty_topic", publishV5(1, "23 00 04", "", "m")),
        row("alias 0", 0x94, "topic_alias_invalid", publishV5(1, "23 00 00", "t", "m")),
        row("an alias too large", 0x94, "topic_alias_invalid", publishV5(1, "23 00 05", "t", "m")),
        row("packet id 0", 0x82, "packet_id_zero", "32 06 00 01 74 00 00 00"),
        row("NUL in the topic", 0x81, "bad_utf8", publishV5(1, "", "\0", "m")),
        row("no properties", 0x81, "malformed_publish", "32 05 00 01 74 00 01"),
        row("no properties, QoS 0", 0x81, "malformed_publish", "30 03 00 01 74"),
        row("no packet id", 0x81, "malformed_publish", "32 03 00 01 74"),
        row("properties overrun", 0x81, "malformed_properties", "30 05 00 01 74 02 01"),
        row("an unknown property", 0x81, "malformed_properties", publishV5(1, "7f 00", "t", "m")),
        row(
            "a Subscription Identifier",
            0x81,
            "malformed_properties",
            publishV5(1, "0b 01", "t", "m")),
        row("a property twice", 0x82, "protocol_error", publishV5(1, "01 01 01 01", "t", "m")),
        row("a property out of range", 0x82, "protocol_error", publishV5(1, "01 02", "t", "m")),
        row(
            "a wildcard to respond to",
            0x82,
            "protocol_error",
            publishV5(1, "08 00 01 2b", "t", "m")),
        row(
            "too many properties",
            0x97,
            "too_many_properties",
            publishV5(1, "26 00 00 00 00".repeat(1001), "t", "m")),
        row("message too long", 0x95, "packet_too_large", publishV5(1, "", "t", "m".repeat(1001))),
        row("packet too long", 0x95, "packet_too_large", "30 e8 8f 04"),
        row(
            "length in more bytes than it needs",
            0x81,
            "malformed_length",
            "30 85 00 00 01 74 00 61"),
        row("length of five bytes", 0x81, "malformed_length", "30 ff ff ff ff"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatIsRefusedIsToldAndNothingFollows(String what, int code, String label, byte[] packet) {
    var client = Client.connectedV5();
    String told = disconnect(code, label.replace('_', ' '));

    client.sends(publishV5(1, "", "t", "a"), Packets.PINGREQ, packet, publishV5(2, "", "t", "b"));
    assertThat(client.lines())
        .as(what)
        .containsExactly("append 1: t=a", "write d000" + told, "close " + label);

    client.session.acknowledged(1);
    assertThat(client.lines()).as(what).isEmpty();
    assertThat(client.session.isDrained()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatIsRefusedIsRefusedInPiecesToo(String what, int code, String label, byte[] packet) {
    assertThat(Client.connectedV5().dribbles(packet).lines())
        .as(what)
        .containsExactly("write " + disconnect(code, label.replace('_', ' ')), "close " + label);
  }

  @Test
  void qosAboveThePlanIsToldSo() {
    var client = Client.connectedV5(Packets.CONNECT_V5, new Grant(0, 1000));

    client.sends(publishV5(0, "", "t", "a"), publishV5(1, "", "t", "b"));

    assertThat(client.lines())
        .containsExactly(
            "append 1: t=a",
            "write " + disconnect(0x9B, "qos not supported"),
            "close qos_not_supported");
  }

  @Test
  void moreThanTheReceiveMaximumIsTooMuch() {
    var client = Client.connectedV5();
    for (int id = 1; id <= 60; id++) {
      client.sends(publishV5(id, "", "t", ""));
    }
    byte[][] forty = new byte[40][];
    for (int i = 0; i < forty.length; i++) {
      forty[i] = publishV5(100 + i, "", "t", "");
    }
    client.sends(forty);
    client.lines();

    client.sends(publishV5(0, "", "t", "QoS 0 does not count"), Packets.PINGREQ);
    assertThat(client.lines()).hasSize(2).last().isEqualTo("write d000");
    client.session.acknowledged(1);
    client.sends(publishV5(1, "", "t", ""));
    assertThat(client.lines()).containsExactly("write 40020001", "append 63: t=");

    client.sends(publishV5(2, "", "t", ""));
    assertThat(client.lines())
        .containsExactly(
            "write " + disconnect(0x93, "receive maximum exceeded"),
            "close receive_maximum_exceeded");
  }

  /// A DISCONNECT with a Reason String.
  static String disconnect(int code, String reason) {
    return Hex.of(
        Packets.packet(
            0xE0,
            new byte[] {(byte) code},
            Packets.properties("1f" + Hex.of(Packets.text(reason)))));
  }

  private static Arguments row(String what, int code, String label, String packet) {
    return Arguments.of(what, code, label, Hex.bytes(packet));
  }

  private static Arguments row(String what, int code, String label, byte[] packet) {
    return Arguments.of(what, code, label, packet);
  }
}
