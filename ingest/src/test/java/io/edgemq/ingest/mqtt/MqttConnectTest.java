package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConnectTest {
  private static final String NAME = "00 04 4d 51 54 54 ; MQTT\n";
  private static final String ID = "00 01 61 ; client id a\n";

  @Test
  void everyFieldOfAConnectIsRead() {
    var client =
        new Client()
            .sends(
                Hex.bytes(
                    """
                    10 1f              ; CONNECT
                    00 04 4d 51 54 54  ; MQTT
                    04                 ; level
                    ee                 ; user name, password, will retain, will QoS 1, will, clean
                    01 2c              ; keep alive 300 s
                    00 02 64 31        ; client id d1
                    00 03 77 2f 74     ; will topic w/t
                    00 01 00           ; will message
                    00 02 c3 a4        ; user name ä
                    00 03 ff 00 6b     ; password, any bytes
                    """));

    ConnectRequest request = client.effects.request();
    assertThat(request.version()).isEqualTo(ProtocolVersion.V3_1_1);
    assertThat(request.clientId()).isEqualTo(Packets.utf8("d1"));
    assertThat(request.userName()).isEqualTo(Packets.utf8("ä"));
    assertThat(request.password()).isEqualTo(Hex.bytes("ff 00 6b"));
    assertThat(request.cleanSession()).isTrue();
    assertThat(request.keepAliveSeconds()).isEqualTo(300);
    assertThat(request.hasWill()).isTrue();
    assertThat(client.session.keepAliveSeconds()).isEqualTo(300);
    assertThat(client.session.packets()).isEqualTo(1);
    assertThat(client.lines()).containsExactly("authenticate");
  }

  @Test
  void aDiscardedWillIsNeverAppended() {
    var client = new Client().sends(connect("04 06 00 00", ID, "00 01 77", "00 01 78"));
    client.session.accepted(new Grant(1, 1));
    client.session.inputEnded();

    assertThat(client.lines())
        .containsExactly("authenticate", "write 20020000", "close peer_closed");
  }

  static List<Arguments> sound() {
    return List.of(
        sound("empty id, clean session", "04 02 00 00", "00 00"),
        sound("an id of the longest length", "04 00 00 00", "00 17" + "61".repeat(23)),
        sound("an id that is kept without clean session", "04 00 00 00", ID),
        sound("user name without password", "04 82 00 00", ID, "00 01 75"),
        sound("empty user name and password", "04 c2 00 00", ID, "00 00", "00 00"),
        sound(
            "U+FEFF, a control and a non-character in the id",
            "04 02 00 00",
            "00 07 ef bb bf 01 ef bf bf"),
        sound("will QoS 2 and retain", "04 36 00 00", ID, "00 01 77", "00 00"),
        sound("keep alive 65,535 s", "04 02 ff ff", ID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void aSoundConnectIsJudgedByItsKey(String what, byte[] packet) {
    assertThat(new Client().sends(packet).lines()).as(what).containsExactly("authenticate");
    assertThat(new Client().dribbles(packet).lines()).as(what).containsExactly("authenticate");
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("level 3", connect("03 02 00 00", ID), 1, "unsupported_version"),
        Arguments.of("level 6", connect("06 02 00 00 00", ID), 1, "unsupported_version"),
        Arguments.of("level 0", connect("00"), 1, "unsupported_version"),
        Arguments.of("a bridge's level", connect("84 02 00 00", ID), 1, "unsupported_version"),
        Arguments.of(
            "MQTT 3.1",
            Packets.packet(0x10, Hex.bytes("00 06 4d 51 49 73 64 70 03 02 00 00 00 01 61")),
            1,
            "unsupported_version"),
        Arguments.of(
            "empty id without clean session",
            connect("04 00 00 00", "00 00"),
            2,
            "identifier_rejected"),
        Arguments.of(
            "an id too long",
            connect("04 02 00 00", "00 18" + "61".repeat(24)),
            2,
            "identifier_rejected"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aConnectThatCannotBeServedIsAnswered(
      String what, byte[] packet, int returnCode, String label) {
    assertThat(new Client().sends(packet, Packets.publish1(1, "t", "m")).lines())
        .as(what)
        .containsExactly("write 2002000" + returnCode, "close " + label);
  }

  static List<Arguments> malformed() {
    return List.of(
        malformed("reserved flag", "reserved_flag", "04 03 00 00", ID),
        malformed("will QoS without will", "malformed_connect", "04 0a 00 00", ID),
        malformed("will retain without will", "malformed_connect", "04 22 00 00", ID),
        malformed("will QoS 3", "malformed_connect", "04 1e 00 00", ID, "00 01 77", "00 00"),
        malformed("password without user name", "malformed_connect", "04 42 00 00", ID, "00 01 70"),
        malformed("nothing behind the name", "malformed_connect"),
        malformed("nothing behind the level", "malformed_connect", "04"),
        malformed("cut in the keep alive", "malformed_connect", "04 02 00"),
        malformed("no client id", "malformed_connect", "04 02 00 00"),
        malformed("cut in the client id", "malformed_connect", "04 02 00 00", "00 02 61"),
        malformed("will announced, not there", "malformed_connect", "04 06 00 00", ID),
        malformed("will message not there", "malformed_connect", "04 06 00 00", ID, "00 01 77"),
        malformed("user name announced, not there", "malformed_connect", "04 82 00 00", ID),
        malformed(
            "password announced, not there", "malformed_connect", "04 c2 00 00", ID, "00 01 75"),
        malformed("password overruns", "malformed_connect", "04 c2 00 00", ID, "00 00", "00 02 70"),
        malformed("trailing byte", "malformed_connect", "04 02 00 00", ID, "00"),
        malformed(
            "user name there, not announced", "malformed_connect", "04 02 00 00", ID, "00 01 75"),
        malformed("ill-formed client id", "bad_utf8", "04 02 00 00", "00 02 c3 28"),
        malformed("NUL in the client id", "bad_utf8", "04 02 00 00", "00 01 00"),
        malformed("surrogates in the client id", "bad_utf8", "04 02 00 00", "00 03 ed a0 80"),
        malformed("overlong client id", "bad_utf8", "04 02 00 00", "00 02 c1 a1"),
        malformed("ill-formed will topic", "bad_utf8", "04 06 00 00", ID, "00 01 ff", "00 00"),
        malformed("NUL in the user name", "bad_utf8", "04 82 00 00", ID, "00 02 75 00"),
        malformed("ill-formed user name", "bad_utf8", "04 82 00 00", ID, "00 01 80"),
        Arguments.of("empty", "malformed_connect", Hex.bytes("10 00")),
        Arguments.of("cut in the name", "malformed_connect", Hex.bytes("10 04 00 04 4d 51")),
        Arguments.of("another name", "bad_protocol_name", Hex.bytes("10 07 00 04 6d 71 74 74 04")),
        Arguments.of("no name", "bad_protocol_name", Hex.bytes("10 03 00 00 04")),
        Arguments.of(
            "the name of 3.1 with another level",
            "bad_protocol_name",
            Hex.bytes("10 09 00 06 4d 51 49 73 64 70 04")),
        Arguments.of("flags of the fixed header", "reserved_flag", Hex.bytes("11")),
        Arguments.of("a TLS hello", "reserved_flag", Hex.bytes("16 03 01 00 a5")),
        Arguments.of("five bytes of length", "malformed_length", Hex.bytes("10 80 80 80 80")),
        Arguments.of("an HTTP request", "not_connect_first", Packets.utf8("GET / HTTP/1.1")),
        Arguments.of(
            "larger than an unknown client may send", "packet_too_large", Hex.bytes("10 ce 0f")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void aMalformedConnectIsNotAnswered(String what, String label, byte[] packet) {
    assertThat(new Client().sends(packet).lines()).as(what).containsExactly("close " + label);
    assertThat(new Client().dribbles(packet).lines()).as(what).containsExactly("close " + label);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void anythingElseComesToItsEndAtTheFirstByte(int type) {
    assertThat(new Client().sends(new byte[] {(byte) (type << 4)}).lines())
        .containsExactly("close not_connect_first");
  }

  @Test
  void aConnectOfTheGreatestSizeIsRead() {
    byte[] userName = Packets.text("u".repeat(2000 - 3 - 13 - 2));
    byte[] packet = Packets.packet(0x10, Hex.bytes(NAME + "04 82 00 00" + ID), userName);

    assertThat(packet).hasSize(2000);
    assertThat(new Client().sends(packet).lines()).containsExactly("authenticate");
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsAnsweredWithItsCode(ConnectRefusal refusal) {
    var client = new Client().sends(Packets.CONNECT);
    client.lines();

    client.session.refused(refusal, "not for 3.1.1", "");

    assertThat(client.lines())
        .containsExactly(
            "write 2002000" + refusal.returnCode(), "close " + refusal.closeReason().label());
  }

  @Test
  void aRequestNeverShowsItsKeyOrNames() {
    var request =
        new ConnectRequest(
            ProtocolVersion.V3_1_1,
            Packets.utf8("the-id"),
            Packets.utf8("the-user"),
            Packets.utf8("the-key"),
            true,
            60,
            true,
            1,
            ClientTerms.NONE);

    assertThat(request.toString())
        .isEqualTo(
            "ConnectRequest[V3_1_1, client id of 6 bytes, user name of 8 bytes, password present,"
                + " clean session, keep alive 60 s, will]");
  }

  /// A CONNECT of the name and these fields.
  private static byte[] connect(String... fields) {
    return Packets.packet(0x10, Hex.bytes(NAME + String.join("\n", fields)));
  }

  private static Arguments sound(String what, String... fields) {
    return Arguments.of(what, connect(fields));
  }

  private static Arguments malformed(String what, String label, String... fields) {
    return Arguments.of(what, label, connect(fields));
  }
}
