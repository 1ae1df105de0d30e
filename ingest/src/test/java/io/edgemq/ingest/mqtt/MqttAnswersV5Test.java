package io.edgemq.ingest.mqtt;

import static io.edgemq.ingest.mqtt.MqttPublishV5Test.disconnect;
import static io.edgemq.ingest.mqtt.Packets.publishV5;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything of MQTT 5.0 but CONNECT and PUBLISH, and how a session of it ends.
class MqttAnswersV5Test {
  private static final Grant GRANT = new Grant(1, 1_000_000);

  /// The Reason String of a SUBACK, behind the length of its properties.
  private static final String ONLY_RECEIVES =
      Hex.of(Packets.properties("1f" + Hex.of(Packets.text("this server only receives"))));

  @Test
  void everySubscriptionIsRefusedAndPublishingGoesOn() {
    var client = Client.connectedV5();

    client.sends(
        Hex.bytes(
            """
            82 17              ; SUBSCRIBE
            01 02              ; packet id
            09                 ; 9 bytes of properties
            0b 05              ; Subscription Identifier 5
            26 00 01 6b 00 01 76 ; User Property
            00 03 61 2f 23 00  ; a/#, QoS 0
            00 01 2b 2e        ; +, QoS 2, no local, retain as published, retain handling 2
            """
                .replace("82 17", "82 16")),
        publishV5(1, "", "t", "a"));

    assertThat(client.lines())
        .containsExactly("append 1: t=a", "write 9021" + "0102" + ONLY_RECEIVES + "8383");
  }

  @Test
  void nothingIsUnsubscribedFrom() {
    var client = Client.connectedV5();

    client.sends(Hex.bytes("a2 0b 03 04 00 00 01 61 00 03 61 2f 2b"), Packets.PINGREQ);

    assertThat(client.lines()).containsExactly("write b00503040011" + "11" + "d000");
  }

  @Test
  void aReasonIsLeftOutWhereItIsNotWanted() {
    byte[] connect = MqttConnectV5Test.connect("02 00 00", "17 00", "00 01 61");
    var client = Client.connectedV5(connect, GRANT);

    client.sends(Hex.bytes("82 07 00 01 00 00 01 61 00"), Hex.bytes("34"));

    assertThat(client.lines())
        .containsExactly("write 900400010083" + "e0019b", "close qos_not_supported");
  }

  @Test
  void aPacketThatTheClientDoesNotTakeIsCutOrNotSent() {
    byte[] connect = MqttConnectV5Test.connect("02 00 00", "27 00 00 00 24", "00 01 61");
    var client = Client.connectedV5(connect, GRANT);
    String filter = "00 01 61 00";

    client.sends(Hex.bytes("82 0f 00 01 00" + filter.repeat(3)));
    String reason = "1f" + Hex.of(Packets.text("this server only receives"));
    assertThat(client.lines())
        .as("36 bytes")
        .containsExactly("write 90220001" + "1c" + reason + "83".repeat(3));
    client.sends(Hex.bytes("82 13 00 01 00" + filter.repeat(4)));
    assertThat(client.lines())
        .as("without one")
        .containsExactly("write 9007000100" + "83".repeat(4));
    client.sends(Hex.bytes("82 7f 00 02 00" + filter.repeat(31)));
    assertThat(client.lines()).containsExactly("write 90220002" + "00" + "83".repeat(31));
    client.sends(Packets.packet(0x82, Hex.bytes("00 03 00" + filter.repeat(32))));
    assertThat(client.lines()).as("36 bytes and one").isEmpty();
    client.sends(Hex.bytes("31"));
    assertThat(client.lines())
        .containsExactly(
            "write " + disconnect(0x9A, "retain not supported"), "close retain_not_supported");
  }

  static List<Arguments> closing() {
    return List.of(
        row("CONNECT again", 0x82, "second_connect", "10"),
        row("reserved type 0", 0x82, "unexpected_packet", "00"),
        row("CONNACK", 0x82, "unexpected_packet", "20"),
        row("PUBACK", 0x82, "unexpected_packet", "40"),
        row("PUBREC", 0x82, "unexpected_packet", "50"),
        row("PUBREL", 0x82, "unexpected_packet", "62"),
        row("PUBCOMP", 0x82, "unexpected_packet", "70"),
        row("SUBACK", 0x82, "unexpected_packet", "90"),
        row("UNSUBACK", 0x82, "unexpected_packet", "b0"),
        row("PINGRESP", 0x82, "unexpected_packet", "d0"),
        row("AUTH", 0x82, "unexpected_packet", "f0"),
        row("flags of SUBSCRIBE", 0x81, "reserved_flag", "80"),
        row("flags of UNSUBSCRIBE", 0x81, "reserved_flag", "a0"),
        row("flags of PINGREQ", 0x81, "reserved_flag", "c1"),
        row("flags of DISCONNECT", 0x81, "reserved_flag", "e2"),
        row("PINGREQ with a body", 0x81, "malformed_length", "c0 01"),
        row("PINGREQ, length not minimal", 0x81, "malformed_length", "c0 80 00"),
        row("SUBSCRIBE, no filter", 0x82, "protocol_error", "82 03 00 01 00"),
        row("SUBSCRIBE, no properties", 0x81, "malformed_properties", "82 02 00 01"),
        row("SUBSCRIBE, packet id 0", 0x82, "packet_id_zero", "82 07 00 00 00 00 01 61 00"),
        row("SUBSCRIBE, empty filter", 0x82, "empty_topic", "82 06 00 01 00 00 00 00"),
        row("SUBSCRIBE, no options", 0x81, "malformed_subscribe", "82 06 00 01 00 00 01 61"),
        row("SUBSCRIBE, QoS 3", 0x82, "protocol_error", "82 07 00 01 00 00 01 61 03"),
        row("SUBSCRIBE, retain handling 3", 0x82, "protocol_error", "82 07 00 01 00 00 01 61 30"),
        row(
            "SUBSCRIBE, reserved option",
            0x81,
            "malformed_subscribe",
            "82 07 00 01 00 00 01 61 40"),
        row(
            "SUBSCRIBE, shared and no local",
            0x82,
            "protocol_error",
            "82 0f 00 01 00 00 09 24 73 68 61 72 65 2f 61 2f 04"),
        row("SUBSCRIBE, identifier 0", 0x82, "protocol_error", "82 09 00 01 02 0b 00 00 01 61 00"),
        row("SUBSCRIBE, ill-formed filter", 0x81, "bad_utf8", "82 07 00 01 00 00 01 ff 00"),
        row("UNSUBSCRIBE, no filter", 0x82, "protocol_error", "a2 03 00 01 00"),
        row(
            "UNSUBSCRIBE, identifier",
            0x81,
            "malformed_properties",
            "a2 08 00 01 02 0b 01 00 01 61"),
        row("DISCONNECT, a server's reason", 0x81, "malformed_disconnect", "e0 01 8b"),
        row("DISCONNECT, an unknown reason", 0x81, "malformed_disconnect", "e0 01 01"),
        row(
            "DISCONNECT, a server's property",
            0x81,
            "malformed_properties",
            "e0 06 00 04 1c 00 01 61"),
        row("DISCONNECT, trailing byte", 0x81, "malformed_disconnect", "e0 03 00 00 00"),
        row(
            "DISCONNECT, a session after all",
            0x82,
            "protocol_error",
            "e0 07 00 05 11 00 00 00 01"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closing")
  void whatIsNotInTheTableIsToldAndCloses(String what, int code, String label, byte[] packet) {
    String told = disconnect(code, label.replace('_', ' '));

    assertThat(Client.connectedV5().sends(publishV5(1, "", "t", "a"), packet).lines())
        .as(what)
        .containsExactly("append 1: t=a", "write " + told, "close " + label);
    assertThat(Client.connectedV5().dribbles(packet).lines())
        .as(what)
        .containsExactly("write " + told, "close " + label);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"e0 00", "e0 01 00", "e0 01 04", "e0 02 81 00", "e0 07 00 05 1f 00 02 6f 6b"})
  void whoSaysGoodbyeIsNotAnswered(String packet) {
    var client = Client.connectedV5();

    client.sends(publishV5(1, "", "t", "a"), Hex.bytes(packet), publishV5(2, "", "t", "b"));

    assertThat(client.lines()).containsExactly("append 1: t=a", "close normal");
  }

  @Test
  void aSessionThatWasToBeKeptMayBeAskedForAgainAtTheEnd() {
    byte[] connect = MqttConnectV5Test.connect("00 00 00", "11 00 00 00 01", "00 01 61");
    var client = Client.connectedV5(connect, GRANT);

    client.sends(Hex.bytes("e0 07 00 05 11 00 00 00 02"));

    assertThat(client.lines()).containsExactly("close normal");
  }

  @ParameterizedTest
  @CsvSource({
    "KEEP_ALIVE, 8d",
    "TAKEN_OVER, 8e",
    "KEY_REVOKED, 87",
    "DISCONNECTED, 98",
    "SERVER_SHUTDOWN, 8b",
    "OVERLOADED, 89",
    "INTERNAL_ERROR, 80",
    "CONNECTION_LOST, ''",
    "PEER_CLOSED, ''",
  })
  void aTransportThatClosesTellsWhy(CloseReason reason, String code) {
    byte[] connect = MqttConnectV5Test.connect("02 00 00", "17 00", "00 01 61");
    var client = Client.connectedV5(connect, GRANT).sends(publishV5(1, "", "t", "a"));
    client.lines();

    client.session.closeFor(reason);
    client.session.closeFor(CloseReason.KEEP_ALIVE);

    String close = "close " + reason.label();
    assertThat(client.lines())
        .isEqualTo(code.isEmpty() ? List.of(close) : List.of("write e001" + code, close));
  }

  @Test
  void aServerThatShutsDownFinishesWhatItTookAndSaysSo() {
    var client = Client.connectedV5().sends(publishV5(1, "", "t", "a"));
    client.lines();

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
    assertThat(client.lines()).isEmpty();
    client.session.acknowledged(1);

    assertThat(client.lines())
        .containsExactly(
            "write 40020001",
            "write " + disconnect(0x8B, "server shutdown"),
            "close server_shutdown");
  }

  @Test
  void aServerThatGivesItsClientsAwaySaysWhereTo() {
    var client = Client.connectedV5();
    client.lines();

    client.session.shutDown(CloseReason.SERVER_MOVED, "b:1");

    assertThat(client.lines())
        .containsExactly(
            "write e0179d151c0003623a311f000c" + Hex.of("server moved".getBytes(US_ASCII)),
            "close server_moved");
  }

  private static Arguments row(String what, int code, String label, String packet) {
    return Arguments.of(what, code, label, Hex.bytes(packet));
  }
}
