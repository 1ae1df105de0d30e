package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The clients that devices really use publish at both levels, are turned away with a wrong key,
/// and everything of theirs is found in the store, byte for byte and nothing else.
class ClientsIT {
  private static final int COUNT = 200;
  private static final String WRONG_KEY = "ing_live_wrong5wrong5wrong5wrong5wrong5wr";
  private static final String USER = "device";
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeFiles files;
  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws Exception {
    files = NodeFiles.in(folder);
    node = NodeProcess.start(files, Tenants.SETTINGS + "edgemq.seal.age = 200 ms\n");
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    node.close();
  }

  @ParameterizedTest(name = "{0}, QoS {1}")
  @CsvSource({"mqttv311, 0", "mqttv311, 1", "mqttv5, 0", "mqttv5, 1"})
  void mosquittoPublishes(String version, int qos) throws Exception {
    requireMosquitto();
    String topic = "clients/mosquitto/" + version + "/" + qos;
    List<String> payloads = payloads("mosquitto");
    Path lines = Files.write(folder.resolve("lines-" + version + qos), payloads);

    InstalledProgram.Result result =
        InstalledProgram.run(lines, mosquitto(version, Tenants.KEY, qos, topic));

    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
    awaitCommitted(topic, payloads);
  }

  @Test
  void mosquittoIsTurnedAwayWithAWrongKey() throws Exception {
    requireMosquitto();
    Path lines = Files.write(folder.resolve("lines"), payloads("mosquitto"));

    InstalledProgram.Result result =
        InstalledProgram.run(
            lines, mosquitto("mqttv311", WRONG_KEY, 1, "clients/mosquitto/refused"));

    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.output()).containsIgnoringCase("not authorised");
  }

  @Test
  void mosquittoOfMqtt5IsToldWhyItIsTurnedAway() throws Exception {
    requireMosquitto();
    Path lines = Files.write(folder.resolve("lines-refused-5"), payloads("mosquitto"));

    InstalledProgram.Result result =
        InstalledProgram.run(lines, mosquitto("mqttv5", WRONG_KEY, 1, "clients/mosquitto/refused"));

    assertThat(result.exitCode()).as("0x87, not authorized").isEqualTo(135);
    assertThat(result.output()).containsIgnoringCase("not authorized");
  }

  @ParameterizedTest(name = "QoS {0}")
  @ValueSource(ints = {0, 1})
  void hiveMqOfMqtt5Publishes(int qos) throws Exception {
    String topic = "clients/hivemq5/" + qos;
    List<String> payloads = payloads("hivemq5");
    Mqtt5BlockingClient client =
        Mqtt5Client.builder()
            .serverHost(NodeProcess.HOST)
            .serverPort(node.port())
            .simpleAuth()
            .username(USER)
            .password(Tenants.KEY.getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildBlocking();
    Mqtt5ConnAck connAck = client.connect();

    assertThat(connAck.getRestrictions().isRetainAvailable()).isFalse();
    assertThat(connAck.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
    assertThat(connAck.getAssignedClientIdentifier()).isPresent();
    for (String payload : payloads) {
      client
          .publishWith()
          .topic(topic)
          .qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
          .payload(payload.getBytes(StandardCharsets.UTF_8))
          .userProperties()
          .add("unit", "celsius")
          .applyUserProperties()
          .send();
    }
    client.disconnect();
    awaitCommitted(topic, payloads);
  }

  @ParameterizedTest(name = "QoS {0}")
  @ValueSource(ints = {0, 1})
  void pahoForPythonPublishes(int qos) throws Exception {
    requirePahoForPython();
    String topic = "clients/paho-python/" + qos;

    InstalledProgram.Result result = pahoForPython(Tenants.KEY, topic, qos);

    assertThat(result.output()).isEqualTo("CONNACK 0\n");
    assertThat(result.exitCode()).isZero();
    awaitCommitted(topic, payloads("paho"));
  }

  @Test
  void pahoForPythonIsTurnedAwayWithAWrongKey() throws Exception {
    requirePahoForPython();

    InstalledProgram.Result result = pahoForPython(WRONG_KEY, "clients/paho-python/refused", 1);

    assertThat(result.output()).isEqualTo("CONNACK 5\n");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest(name = "QoS {0}")
  @ValueSource(ints = {0, 1})
  void hiveMqPublishes(int qos) throws Exception {
    String topic = "clients/hivemq/" + qos;
    Mqtt3BlockingClient client = hiveMq("hivemq-" + qos, Tenants.KEY);
    client.connect();
    for (String payload : payloads("hivemq")) {
      client
          .publishWith()
          .topic(topic)
          .qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
          .payload(payload.getBytes(StandardCharsets.UTF_8))
          .send();
    }
    client.disconnect();

    awaitCommitted(topic, payloads("hivemq"));
  }

  @Test
  void hiveMqIsTurnedAwayWithAWrongKey() {
    Mqtt3BlockingClient client = hiveMq("hivemq-refused", WRONG_KEY);

    assertThatThrownBy(client::connect)
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            e ->
                assertThat(e.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED));
  }

  @ParameterizedTest(name = "QoS {0}")
  @ValueSource(ints = {0, 1})
  void pahoForJavaPublishes(int qos) throws Exception {
    String topic = "clients/paho-java/" + qos;
    try (var client = pahoForJava("paho-java-" + qos)) {
      client.connect(pahoOptions(Tenants.KEY));
      for (String payload : payloads("paho")) {
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
      }
      client.disconnect();
    }

    awaitCommitted(topic, payloads("paho"));
  }

  @Test
  void pahoForJavaIsTurnedAwayWithAWrongKey() throws Exception {
    try (var client = pahoForJava("paho-java-refused")) {
      assertThatThrownBy(() -> client.connect(pahoOptions(WRONG_KEY)))
          .isInstanceOfSatisfying(
              MqttException.class,
              e ->
                  assertThat(e.getReasonCode())
                      .isEqualTo((int) MqttException.REASON_CODE_NOT_AUTHORIZED));
    }
  }

  /// What the Arduino library PubSubClient sends: MQTT 3.1.1, clean session, keep alive 15 s, user
  /// and password, QoS 0 only, one write for each packet, and a PINGREQ in silence.
  @Test
  void pubSubClientPublishes() throws Exception {
    String topic = "clients/pubsubclient";
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("arduino", Tenants.KEY, 15));
      assertThat(client.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      for (String payload : payloads("pubsubclient")) {
        client.send(RawClient.publish(topic, payload));
      }
      client.send(RawClient.pingreq());
      assertThat(client.read()).isEqualTo(RawClient.PINGRESP);
      client.send(RawClient.disconnect());
    }

    awaitCommitted(topic, payloads("pubsubclient"));
  }

  @Test
  void pubSubClientIsTurnedAwayWithAWrongKey() throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("arduino-refused", WRONG_KEY, 15));

      assertThat(client.read()).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
      assertThat(client.isClosedByServer()).isTrue();
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

  private static List<String> payloads(String client) {
    return IntStream.range(0, COUNT).mapToObj(it -> client + " " + it).toList();
  }

  private static void requireMosquitto() throws Exception {
    InstalledProgram.require("mosquitto-clients", List.of("sh", "-c", "command -v mosquitto_pub"));
  }

  private static void requirePahoForPython() throws Exception {
    InstalledProgram.require("python3-paho-mqtt", List.of(PYTHON, "-c", "import paho.mqtt.client"));
  }

  private static List<String> mosquitto(String version, String key, int qos, String topic) {
    return List.of(
        "mosquitto_pub",
        "-h",
        NodeProcess.HOST,
        "-p",
        Integer.toString(node.port()),
        "-V",
        version,
        "-u",
        USER,
        "-P",
        key,
        "-q",
        Integer.toString(qos),
        "-t",
        topic,
        "-l");
  }

  private static InstalledProgram.Result pahoForPython(String key, String topic, int qos)
      throws Exception {
    Path script =
        Path.of(Objects.requireNonNull(ClientsIT.class.getResource("/paho_publish.py")).toURI());
    List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), NodeProcess.HOST));
    command.add(Integer.toString(node.port()));
    command.addAll(List.of(USER, key, topic));
    command.add(Integer.toString(qos));
    command.add(Integer.toString(COUNT));
    return InstalledProgram.run(Path.of("/dev/null"), command);
  }

  private static Mqtt3BlockingClient hiveMq(String clientId, String key) {
    return Mqtt3Client.builder()
        .identifier(clientId)
        .serverHost(NodeProcess.HOST)
        .serverPort(node.port())
        .simpleAuth()
        .username(USER)
        .password(key.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private static MqttClient pahoForJava(String clientId) throws MqttException {
    return new MqttClient(
        "tcp://" + NodeProcess.HOST + ":" + node.port(), clientId, new MemoryPersistence());
  }

  private static MqttConnectOptions pahoOptions(String key) {
    var options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setUserName(USER);
    options.setPassword(key.toCharArray());
    return options;
  }
}
