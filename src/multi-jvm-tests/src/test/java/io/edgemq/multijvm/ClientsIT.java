package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The clients that devices really use publish at both levels, by every way they know, are turned
/// away with a wrong key, and everything of theirs is found in the store, byte for byte and nothing
/// else.
class ClientsIT {
  private static final int COUNT = 100;
  private static final String WRONG_KEY = "ing_live_wrong5wrong5wrong5wrong5wrong5wr";
  private static final int NOT_AUTHORIZED_3 = 0x05;
  private static final int NOT_AUTHORIZED_5 = 0x87;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeFiles files;
  private static TestAuthority authority;
  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws Exception {
    files = NodeFiles.in(folder);
    authority = TestAuthority.in(folder);
    node =
        NodeProcess.start(
            files, Tenants.SETTINGS + authority.settings() + "edgemq.seal.age = 100 ms\n");
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    node.close();
  }

  static Stream<Arguments> librariesAndWays() {
    return Arrays.stream(Library.values())
        .flatMap(library -> Arrays.stream(Way.values()).map(way -> Arguments.of(library, way)));
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("librariesAndWays")
  void aLibraryPublishes(Library library, Way way) throws Exception {
    library.require();
    String topic = "clients/" + library.name() + "/" + way;
    List<String> payloads = new ArrayList<>(texts(library.toString()));
    payloads.addAll(bytesOfManyLengths());

    try (Client client = library.connect(entrance(way), library.name() + way, Tenants.KEY)) {
      client.publish(topic + "/1", 1, payloads);
      client.publish(topic + "/0", 0, payloads);
      client.disconnect();
    }

    awaitCommitted(topic + "/1", payloads);
    awaitCommitted(topic + "/0", payloads);
  }

  @ParameterizedTest(name = "{0} over {1}")
  @MethodSource("librariesAndWays")
  void aLibraryIsToldThatItsKeyIsWrong(Library library, Way way) throws Exception {
    library.require();

    assertThatThrownBy(
            () -> library.connect(entrance(way), library.name() + way, WRONG_KEY).close())
        .isInstanceOfSatisfying(
            Client.Refused.class,
            e ->
                assertThat(e.code())
                    .isEqualTo(library.isMqtt5() ? NOT_AUTHORIZED_5 : NOT_AUTHORIZED_3));
  }

  @Test
  void hiveMqIsToldWhatTheServerTakes() throws Exception {
    Mqtt5BlockingClient client =
        Mqtt5Client.builder()
            .serverHost(NodeProcess.HOST)
            .serverPort(node.port())
            .simpleAuth()
            .username(Client.USER)
            .password(Tenants.KEY.getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildBlocking();
    Mqtt5ConnAck connAck = client.connect();

    assertThat(connAck.getRestrictions().isRetainAvailable()).isFalse();
    assertThat(connAck.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
    assertThat(connAck.getAssignedClientIdentifier()).isPresent();
    client
        .publishWith()
        .topic("clients/hivemq/properties")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("21.5".getBytes(StandardCharsets.UTF_8))
        .userProperties()
        .add("unit", "celsius")
        .applyUserProperties()
        .send();
    client.disconnect();
    awaitCommitted("clients/hivemq/properties", List.of("21.5"));
  }

  /// mosquitto_pub has no WebSocket.
  @ParameterizedTest(name = "{0} over {1}, QoS {2}")
  @CsvSource({
    "mqttv311, TCP, 0", "mqttv311, TCP, 1", "mqttv311, TLS, 0", "mqttv311, TLS, 1",
    "mqttv5, TCP, 0", "mqttv5, TCP, 1", "mqttv5, TLS, 0", "mqttv5, TLS, 1"
  })
  void mosquittoPublishes(String version, Way way, int qos) throws Exception {
    String topic = "clients/mosquitto/" + version + "/" + way + "/" + qos;
    List<String> payloads = texts("mosquitto");

    InstalledProgram.Result result = mosquitto(version, way, Tenants.KEY, qos, topic, payloads);

    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
    awaitCommitted(topic, payloads);
  }

  @ParameterizedTest(name = "{0} over {1}: {2}, {3}")
  @CsvSource({
    "mqttv311, TCP, 0x05, not authorised", "mqttv311, TLS, 0x05, not authorised",
    "mqttv5, TCP, 0x87, Not authorized", "mqttv5, TLS, 0x87, Not authorized"
  })
  void mosquittoIsToldThatItsKeyIsWrong(String version, Way way, int code, String words)
      throws Exception {
    InstalledProgram.Result result =
        mosquitto(version, way, WRONG_KEY, 1, "clients/mosquitto/refused", texts("mosquitto"));

    assertThat(result.exitCode()).isEqualTo(code);
    assertThat(result.output()).contains(words);
  }

  /// What the Arduino library PubSubClient sends: MQTT 3.1.1, clean session, keep alive 15 s, user
  /// and password, QoS 0 only, one write for each packet, and a PINGREQ in silence.
  @Test
  void pubSubClientPublishes() throws Exception {
    String topic = "clients/pubsubclient";
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("arduino", Tenants.KEY, 15));
      assertThat(client.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      for (String payload : texts("pubsubclient")) {
        client.send(RawClient.publish(topic, payload));
      }
      client.send(RawClient.pingreq());
      assertThat(client.read()).isEqualTo(RawClient.PINGRESP);
      client.send(RawClient.disconnect());
    }

    awaitCommitted(topic, texts("pubsubclient"));
  }

  @Test
  void pubSubClientIsToldThatItsKeyIsWrong() throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("arduino-refused", WRONG_KEY, 15));

      assertThat(client.read()).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  /// The library ws knows nothing of MQTT. Here its messages and fragments do not begin and end
  /// where packets do, and there is a ping in the middle of a message.
  @ParameterizedTest(name = "over {0}")
  @EnumSource(names = {"WS", "WSS"})
  void wsPublishesInFramesThatAreNotPackets(Way way) throws Exception {
    NodeJs.require();
    String topic = "clients/ws/" + way;
    String connect = hex(RawClient.connect("ws-" + way, Tenants.KEY, 0));
    String packets =
        connect
            + hex(RawClient.publish(1, 1, topic, "1"))
            + hex(RawClient.publish(1, 2, topic, "2"))
            + hex(RawClient.pingreq());
    int inPublish = connect.length() + 10;
    try (RunningProgram ws = ws(entrance(way), "mqtt")) {
      ws.send(
          List.of(
              packets.substring(0, 2),
              packets.substring(2, 20) + "...",
              "ping",
              packets.substring(20, inPublish) + "...",
              packets.substring(inPublish)));
      int length =
          (RawClient.CONNACK_ACCEPTED + puback(1) + puback(2) + RawClient.PINGRESP).length();
      ws.await("all answers", it -> it.contains("pong") && received(it).length() >= length);
      assertThat(ws.lines()).first().isEqualTo("open mqtt");
      assertThat(received(ws.lines()))
          .startsWith(RawClient.CONNACK_ACCEPTED)
          .contains(puback(1), puback(2), RawClient.PINGRESP)
          .hasSize(length);

      ws.send(List.of(hex(RawClient.disconnect())));
      ws.await("the end", it -> it.getLast().equals("closed 1000"));
      assertThat(ws.finish()).isZero();
    }
    awaitCommitted(topic, List.of("1", "2"));
  }

  @Test
  void wsWithoutTheSubprotocolIsRefused() throws Exception {
    NodeJs.require();
    try (RunningProgram ws = ws(entrance(Way.WS))) {
      ws.await("a refusal", it -> it.equals(List.of("refused 400")));
    }
  }

  @Test
  void wsThatSendsTextIsClosed() throws Exception {
    NodeJs.require();
    try (RunningProgram ws = ws(entrance(Way.WS), "mqtt")) {
      ws.send(List.of("text hello"));

      ws.await("the end", it -> it.equals(List.of("open mqtt", "closed 1003")));
    }
  }

  /// Exactly these messages are committed, in this order, and nothing below `…/refused`.
  private static void awaitCommitted(String topic, List<String> payloads) throws Exception {
    Await.until(
        payloads.size() + " messages of " + topic + " in the store",
        () -> Committed.read(files.objects()).payloads(topic).size() >= payloads.size());
    Committed committed = Committed.read(files.objects());
    assertThat(committed.report().faults()).isEmpty();
    assertThat(committed.payloads(topic)).isEqualTo(payloads);
    assertThat(committed.messages())
        .noneMatch(it -> it.topic().endsWith("/refused"))
        .allMatch(it -> it.endpoint().equals("acme/plant"));
  }

  private static Entrance entrance(Way way) {
    return new Entrance(way, node.port(way), authority);
  }

  private static RunningProgram ws(Entrance entrance, String... subprotocols) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(entrance.uri("", "")));
    arguments.addAll(List.of(subprotocols));
    return RunningProgram.start(
        NodeJs.script("ws_client.js", authority, arguments.toArray(String[]::new)));
  }

  private static String received(List<String> lines) {
    return lines.stream().filter(HEX.asMatchPredicate()).collect(Collectors.joining());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static List<String> texts(String client) {
    return IntStream.range(0, COUNT).mapToObj(it -> client + " " + it).toList();
  }

  /// Payloads of all bytes, from none to more than a TLS record or a short WebSocket frame can
  /// hold.
  private static List<String> bytesOfManyLengths() {
    return IntStream.of(0, 1, 125, 126, 127, 128, 16_384, 65_535, 65_536)
        .mapToObj(ClientsIT::bytes)
        .toList();
  }

  private static String bytes(int length) {
    return IntStream.range(0, length)
        .mapToObj(it -> String.valueOf((char) (it & 0xFF)))
        .collect(Collectors.joining());
  }

  private static InstalledProgram.Result mosquitto(
      String version, Way way, String key, int qos, String topic, List<String> lines)
      throws Exception {
    InstalledProgram.require("mosquitto-clients", List.of("sh", "-c", "command -v mosquitto_pub"));
    List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-V", version, "-l"));
    command.addAll(List.of("-h", NodeProcess.HOST, "-p", Integer.toString(node.port(way))));
    command.addAll(List.of("-u", Client.USER, "-P", key));
    command.addAll(List.of("-q", Integer.toString(qos), "-t", topic));
    if (way.isTls()) {
      command.addAll(List.of("--cafile", authority.file().toString()));
    }
    return InstalledProgram.run(Files.write(folder.resolve("lines"), lines), command);
  }
}
