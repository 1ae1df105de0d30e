package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.AckLevel;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CONNECT and CONNACK of MQTT 5.0.
class MqttConnectV5Test {
  private static final String ID = "00 01 61";
  private static final Grant GRANT = new Grant(1, 1000);

  /// The limits of [Client#LIMITS] for QoS 1.
  private static final String LIMITS =
      """
      24 01              ; Maximum QoS 1
      25 00              ; Retain Available 0
      28 00              ; Wildcard Subscription Available 0
      29 00              ; Subscription Identifiers Available 0
      2a 00              ; Shared Subscription Available 0
      21 00 64           ; Receive Maximum 100
      22 00 04           ; Topic Alias Maximum 4
      27 00 01 07 e7     ; Maximum Packet Size 67,559
      11 00 00 00 00     ; Session Expiry Interval 0
      """;

  @Test
  void everyFieldOfAConnectIsRead() {
    byte[] packet =
        connect(
            """
            ce                 ; user name, password, will QoS 1, will, clean start
            01 2c              ; keep alive 300 s
            """,
            """
            11 00 00 0e 10     ; Session Expiry Interval 3,600 s
            21 00 0a           ; Receive Maximum 10
            27 00 00 02 00     ; Maximum Packet Size 512
            22 00 05           ; Topic Alias Maximum 5
            19 01              ; Request Response Information
            17 00              ; Request Problem Information
            26 00 01 6b 00 02 c3 a4 ; User Property k = ä
            26 00 01 6b 00 00  ; User Property k again
            """,
            """
            00 02 64 31        ; client id d1
            17                 ; 23 bytes of will properties
            18 00 00 00 05     ; Will Delay Interval
            01 01              ; Payload Format Indicator
            02 00 00 00 3c     ; Message Expiry Interval
            03 00 01 74        ; Content Type
            08 00 01 72        ; Response Topic
            09 00 00           ; Correlation Data
            00 03 77 2f 74     ; will topic w/t
            00 01 00           ; will message
            00 02 c3 a4        ; user name ä
            00 03 ff 00 6b     ; password, any bytes
            """);

    for (var client : List.of(new Client().sends(packet), new Client().dribbles(packet))) {
      assertThat(client.lines()).containsExactly("authenticate");
      ConnectRequest request = client.effects.request();
      assertThat(request.version()).isEqualTo(ProtocolVersion.V5_0);
      assertThat(request.clientId()).isEqualTo(Packets.utf8("d1"));
      assertThat(request.userName()).isEqualTo(Packets.utf8("ä"));
      assertThat(request.password()).isEqualTo(Hex.bytes("ff 00 6b"));
      assertThat(request.cleanSession()).isTrue();
      assertThat(request.keepAliveSeconds()).isEqualTo(300);
      assertThat(request.hasWill()).isTrue();
      assertThat(request.willQos()).isEqualTo(1);
      assertThat(request.terms())
          .isEqualTo(new ClientTerms(512, false, 3600, false, AckLevel.DURABLE, false));
    }
  }

  @Test
  void whoIsLetInIsToldEveryLimit() {
    var client = new Client().sends(Packets.CONNECT_V5);

    client.session.accepted(GRANT);

    assertThat(client.lines())
        .containsExactly("authenticate", "write " + hex("20 1d 00 00 1a " + LIMITS));
    assertThat(client.session.keepAliveSeconds()).isEqualTo(60);
  }

  static List<Arguments> levels() {
    return List.of(
        Arguments.of("", AckLevel.DURABLE),
        Arguments.of(ack("durable"), AckLevel.DURABLE),
        Arguments.of(ack("committed"), AckLevel.COMMITTED),
        Arguments.of(ack("committed") + ack("durable"), AckLevel.COMMITTED));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aUserPropertyAsksForALevelOfAcknowledgement(String properties, AckLevel level) {
    var client = new Client().sends(connect("02 00 3c", properties, ID));

    assertThat(client.effects.request().terms().ack()).isEqualTo(level);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "accepted", "Committed", "committed "})
  void aLevelThatThereIsNotIsRefused(String level) {
    var client = new Client().sends(connect("02 00 3c", ack("committed") + ack(level), ID));

    assertThat(client.lines())
        .containsExactly(
            "write " + hex("20 17 00 83 14 1f 00 11") + Hex.of(Packets.utf8("unknown ack level")),
            "close unknown_ack_level");
  }

  /// The user property `ack`.
  private static String ack(String level) {
    return "26 00 03 61 63 6b"
        + String.format("%04x", level.length())
        + HexFormat.of().formatHex(Packets.utf8(level));
  }

  @Test
  void whoseAcknowledgementsComeLaterMayHaveMoreMessagesWithout() {
    var limits = new SessionLimits(1000, 23, 2000, 500, new ServerTerms(1, 3, 4, 0));
    var client = new Client(limits).sends(Packets.CONNECT_V5);
    client.session.accepted(
        new Grant(
            new PublishLimits(1, 1000, TopicFilters.ALL, false), 1000, AckLevel.COMMITTED, ""));

    assertThat(client.lines().getLast()).contains("210003");
    for (int id = 1; id <= 3; id++) {
      client.sends(Packets.publishV5(id, "", "t", ""));
    }
    assertThat(client.lines()).hasSize(3);
    client.sends(Packets.publishV5(4, "", "t", ""));
    assertThat(client.lines().getLast()).isEqualTo("close receive_maximum_exceeded");
  }

  @Test
  void aPlanWithoutQosOneIsTold() {
    var client = new Client().sends(Packets.CONNECT_V5);

    client.session.accepted(new Grant(0, 1000));

    assertThat(client.lines().getLast()).startsWith("write 201d00001a" + "2400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "02"})
  void whoBringsNoIdIsGivenOneWithAndWithoutCleanStart(String flags) {
    var client = new Client().sends(connect(flags + "00 3c", "", "00 00"));

    client.session.accepted(new Grant(1, 1000, "Ab12"));

    assertThat(client.lines())
        .containsExactly(
            "authenticate",
            "write " + hex("20 24 00 00 21 " + LIMITS + "12 00 04 41 62 31 32 ; assigned id"));
  }

  @ParameterizedTest(name = "asked {0}, stated {1}")
  @CsvSource({"0, 60", "61, 60", "65535, 60", "60, 0", "1, 0"})
  void aKeepAliveAboveTheCeilingIsReplaced(int asked, int stated) {
    var limits = new SessionLimits(1000, 23, 2000, 500, new ServerTerms(100, 4, 60));
    var client = new Client(limits).sends(connect("02" + String.format("%04x", asked), "", ID));

    client.session.accepted(GRANT);

    String expected = stated == 0 ? "20 1d 00 00 1a" + LIMITS : "20 20 00 00 1d" + LIMITS;
    String serverKeepAlive = stated == 0 ? "" : "13 00 3c";
    assertThat(client.lines())
        .containsExactly("authenticate", "write " + hex(expected + serverKeepAlive));
    assertThat(client.session.keepAliveSeconds()).isEqualTo(stated == 0 ? asked : stated);
  }

  @Test
  void aClientOfThreeOneOneKeepsTheKeepAliveItAskedFor() {
    var limits = new SessionLimits(1000, 23, 2000, 500, new ServerTerms(100, 4, 30));
    var client = new Client(limits).sends(Packets.CONNECT);

    client.session.accepted(GRANT);

    assertThat(client.lines()).containsExactly("authenticate", "write 20020000");
    assertThat(client.session.keepAliveSeconds()).isEqualTo(60);
  }

  @Test
  void theLongestConnAckFitsSixtyFourBytes() {
    var limits = new SessionLimits(1000, 23, 2000, 500, new ServerTerms(100, 4, 60));
    byte[] packet = connect("02 00 00", "27 00 00 00 40 ; Maximum Packet Size 64", "00 00");
    var client = new Client(limits).sends(packet);

    client.session.accepted(new Grant(1, 1000, "a".repeat(22)));

    assertThat(client.lines().getLast())
        .hasSizeLessThanOrEqualTo("write ".length() + 2 * 64)
        .startsWith("write 20390000");
  }

  @Test
  void whoTakesNoPacketThatHoldsTheLimitsIsTurnedAway() {
    var client = new Client().sends(connect("02 00 3c", "27 00 00 00 1d", ID), Packets.PINGREQ);

    client.session.accepted(GRANT);

    assertThat(client.lines())
        .containsExactly("authenticate", "write 2003008300", "close client_limit_too_small");
  }

  static List<Arguments> sound() {
    return List.of(
        sound("no id, no clean start", "00 00 00", "", "00 00"),
        sound("password without user name", "42 00 00", "", ID, "00 01 6b"),
        sound("user name without password", "82 00 00", "", ID, "00 01 75"),
        sound("empty user name and password", "c2 00 00", "", ID, "00 00", "00 00"),
        sound("will QoS 1 without properties", "0e 00 00", "", ID, "00", "00 01 77", "00 00"),
        sound("a session that never ends", "00 00 00", "11 ff ff ff ff", ID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sound")
  void aSoundConnectIsJudgedByItsKey(String what, byte[] packet) {
    assertThat(new Client().sends(packet).lines()).as(what).containsExactly("authenticate");
    assertThat(new Client().dribbles(packet).lines()).as(what).containsExactly("authenticate");
  }

  static List<Arguments> refused() {
    return List.of(
        refused("an unknown property", "81", "malformed_properties", "02 00 00", "7f 00", ID),
        refused("a property of PUBLISH", "81", "malformed_properties", "02 00 00", "23 00 01", ID),
        refused("a property twice", "82", "protocol_error", "02 00 00", "17 01 17 01", ID),
        refused("Receive Maximum 0", "82", "protocol_error", "02 00 00", "21 00 00", ID),
        refused(
            "too many", "97", "too_many_properties", "02 00 00", "26 00 00 00 00".repeat(1001), ID),
        refused("a cut property", "81", "malformed_properties", "02 00 00", "21 00", ID),
        refused(
            "will delay among the rest",
            "81",
            "malformed_properties",
            "02 00 00",
            "18 00 00 00 00",
            ID),
        refused(
            "an alias in the will",
            "81",
            "malformed_properties",
            "06 00 00",
            "",
            ID,
            "03 23 00 01",
            "00 01 77",
            "00 00"),
        refused(
            "will QoS 2", "9b", "qos_not_supported", "16 00 00", "", ID, "00", "00 01 77", "00 00"),
        refused(
            "will retain",
            "9a",
            "retain_not_supported",
            "26 00 00",
            "",
            ID,
            "00",
            "00 01 77",
            "00 00"),
        refused(
            "enhanced authentication",
            "8c",
            "bad_authentication_method",
            "02 00 00",
            "15 00 01 6d",
            ID),
        refused(
            "… with data",
            "8c",
            "bad_authentication_method",
            "02 00 00",
            "15 00 01 6d 16 00 01 6d",
            ID),
        refused("data without a method", "82", "protocol_error", "02 00 00", "16 00 01 6d", ID),
        refused(
            "an id too long",
            "85",
            "identifier_rejected",
            "02 00 00",
            "",
            "00 18" + "61".repeat(24)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aConnectThatCannotBeServedIsAnswered(String what, String code, String label, byte[] packet) {
    var limits = new SessionLimits(1000, 23, 6000, 500, Client.TERMS);

    List<String> lines = new Client(limits).sends(packet, Packets.publish1(1, "t", "m")).lines();

    String text = label.replace('_', ' ');
    assertThat(lines)
        .as(what)
        .containsExactly(
            "write "
                + Hex.of(
                    Packets.packet(
                        0x20,
                        Hex.bytes("00" + code),
                        Packets.properties("1f" + Hex.of(Packets.text(text))))),
            "close " + label);
  }

  @Test
  void aReasonIsLeftOutWhereItDoesNotFit() {
    byte[] tooLong = connect("02 00 00", "27 00 00 00 10 15 00 01 6d", ID);
    byte[] noRoom = connect("02 00 00", "27 00 00 00 04 15 00 01 6d", ID);

    assertThat(new Client().sends(tooLong).lines())
        .containsExactly("write 2003008c00", "close bad_authentication_method");
    assertThat(new Client().sends(noRoom).lines())
        .containsExactly("close bad_authentication_method");
  }

  @Test
  void aWillAboveThePlanIsRefused() {
    var client = new Client().sends(connect("0e 00 00", "", ID, "00", "00 01 77", "00 00"));

    client.session.accepted(new Grant(0, 1000));

    assertThat(client.lines())
        .containsExactly(
            "authenticate",
            "write 2017009b14" + "1f" + Hex.of(Packets.text("qos not supported")),
            "close qos_not_supported");
  }

  static List<Arguments> malformed() {
    return List.of(
        malformed("reserved flag", "reserved_flag", "03 00 00", "", ID),
        malformed("will QoS without will", "malformed_connect", "0a 00 00", "", ID),
        malformed("will retain without will", "malformed_connect", "22 00 00", "", ID),
        malformed("will QoS 3", "malformed_connect", "1e 00 00", "", ID, "00", "00 01 77", "00 00"),
        malformed("no client id", "malformed_connect", "02 00 00", ""),
        malformed("cut in the client id", "malformed_connect", "02 00 00", "", "00 02 61"),
        malformed(
            "will message not there", "malformed_connect", "06 00 00", "", ID, "00", "00 01 77"),
        malformed("password not there", "malformed_connect", "42 00 00", "", ID),
        malformed("trailing byte", "malformed_connect", "02 00 00", "", ID, "00"),
        malformed("ill-formed client id", "bad_utf8", "02 00 00", "", "00 01 ff"),
        malformed("ill-formed user property", "bad_utf8", "02 00 00", "26 00 01 ff 00 00", ID),
        Arguments.of(
            "length in more bytes than it needs",
            "malformed_length",
            Hex.bytes("10 8e 00 00 04 4d 51 54 54 05 02 00 3c 00 00 01 61")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void aMalformedConnectIsNotAnswered(String what, String label, byte[] packet) {
    assertThat(new Client().sends(packet).lines()).as(what).containsExactly("close " + label);
    assertThat(new Client().dribbles(packet).lines()).as(what).containsExactly("close " + label);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsAnsweredWithItsReason(ConnectRefusal refusal) {
    var client = new Client().sends(Packets.CONNECT_V5, Packets.PINGREQ);
    client.lines();

    client.session.refused(refusal, "add a name", "");

    assertThat(client.lines())
        .containsExactly(
            "write "
                + hex(
                    "20 10 00"
                        + String.format("%02x", refusal.reasonCode())
                        + "0d 1f 00 0a 61 64 64 20 61 20 6e 61 6d 65"),
            "close " + refusal.closeReason().label());
  }

  @ParameterizedTest(name = "{0} characters")
  @ValueSource(ints = {1, 121, 122, 124, 125, 300, 65_535})
  void theReasonOfARefusalIsLeftOutWhereItDoesNotFit(int characters) {
    String reason = "r".repeat(characters);
    byte[] packet =
        Packets.packet(
            0x20, Hex.bytes("00 87"), Packets.properties("1f" + Hex.of(Packets.text(reason))));

    assertThat(refusal(reason, packet.length))
        .containsExactly("write " + Hex.of(packet), "close not_authorized");
    assertThat(refusal(reason, packet.length - 1))
        .containsExactly("write 2003008700", "close not_authorized");
  }

  @Test
  void aRefusalThatDoesNotFitEvenWithoutItsReasonIsNotSent() {
    assertThat(refusal("why", 5)).containsExactly("write 2003008700", "close not_authorized");
    assertThat(refusal("why", 4)).containsExactly("close not_authorized");
  }

  @Test
  void aRefusalSaysWhyEvenWhereNoReasonIsWanted() {
    var client = new Client().sends(connect("02 00 00", "17 00", ID));
    client.lines();

    client.session.refused(ConnectRefusal.NOT_AUTHORIZED, "why", "");

    assertThat(client.lines())
        .containsExactly(
            "write " + hex("20 09 00 87 06 1f 00 03 77 68 79"), "close not_authorized");
  }

  /// What a client that takes packets of so many bytes hears when it is refused.
  private static List<String> refusal(String reason, int packetBytesMax) {
    var client =
        new Client().sends(connect("02 00 00", String.format("27 %08x", packetBytesMax), ID));
    client.lines();
    client.session.refused(ConnectRefusal.NOT_AUTHORIZED, reason, "");
    return client.lines();
  }

  @Test
  void aClientThatIsToGoElsewhereIsToldWhere() {
    var client = new Client().sends(Packets.CONNECT_V5);
    client.lines();

    client.session.refused(ConnectRefusal.USE_ANOTHER_SERVER, "why", "b:1");

    assertThat(client.lines())
        .containsExactly(
            "write " + hex("20 0f 00 9c 0c 1c 00 03 62 3a 31 1f 00 03 77 68 79"),
            "close use_another_server");
  }

  @Test
  void theReasonIsLeftOutBeforeTheReference() {
    var client = new Client().sends(connect("02 00 00", "27 00 00 00 10", ID));
    client.lines();

    client.session.refused(ConnectRefusal.USE_ANOTHER_SERVER, "why", "b:1");

    assertThat(client.lines())
        .containsExactly(
            "write " + hex("20 09 00 9c 06 1c 00 03 62 3a 31"), "close use_another_server");
  }

  @Test
  void aUserPropertySaysThatAClientFollowsReferences() {
    String follow =
        "26" + Hex.of(Packets.text("server-reference")) + Hex.of(Packets.text("follow"));
    String other = "26" + Hex.of(Packets.text("server-reference")) + Hex.of(Packets.text("ignore"));

    assertThat(follows(follow)).isTrue();
    assertThat(follows(other + follow + other)).isTrue();
    assertThat(follows(other)).isFalse();
    assertThat(follows("")).isFalse();
  }

  private static boolean follows(String properties) {
    var client = new Client().sends(connect("02 00 00", properties, ID));
    assertThat(client.lines()).containsExactly("authenticate");
    return client.effects.request().terms().followsReferences();
  }

  @Test
  void noDisconnectIsSentBeforeConnAck() {
    var client = new Client().sends(Packets.CONNECT_V5);
    client.lines();

    client.session.shutDown(CloseReason.SERVER_SHUTDOWN, "");

    assertThat(client.lines()).containsExactly("close server_shutdown");
  }

  /// A CONNECT of level 5 with these flags and keep alive, properties, and payload.
  static byte[] connect(String flags, String properties, String... payload) {
    return Packets.packet(
        0x10,
        Hex.bytes("00 04 4d 51 54 54 05" + flags),
        Packets.properties(properties),
        Hex.bytes(String.join("\n", payload)));
  }

  private static Arguments sound(String what, String flags, String properties, String... payload) {
    return Arguments.of(what, connect(flags, properties, payload));
  }

  private static Arguments refused(
      String what, String code, String label, String flags, String properties, String... payload) {
    return Arguments.of(what, code, label, connect(flags, properties, payload));
  }

  private static Arguments malformed(
      String what, String label, String flags, String properties, String... payload) {
    return Arguments.of(what, label, connect(flags, properties, payload));
  }

  private static String hex(String annotated) {
    return Hex.of(Hex.bytes(annotated));
  }
}
