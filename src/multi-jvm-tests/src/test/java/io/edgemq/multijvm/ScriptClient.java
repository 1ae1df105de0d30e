package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A client in another language: a script that takes messages on its standard input and prints what
/// happens. `paho_client.py` and `mqtt_client.js` say how.
final class ScriptClient implements Client {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String REFUSED = "refused ";
  private static final String DISCONNECTED = "disconnected ";

  private final RunningProgram program;
  private long sent;

  private ScriptClient(RunningProgram program) {
    this.program = program;
  }

  /// Skips the test if Paho for Python is not installed; in CI it fails.
  static void requirePaho() throws Exception {
    InstalledProgram.require("python3-paho-mqtt", List.of(PYTHON, "-c", "import paho.mqtt.client"));
  }

  /// Eclipse Paho for Python.
  ///
  /// @param level of MQTT, 4 or 5
  static Client paho(Entrance entrance, int level, String clientId, String key) throws Exception {
    return connect(
        new ProcessBuilder(
            PYTHON,
            resource("/paho_client.py"),
            entrance.way().name().toLowerCase(Locale.ROOT),
            NodeProcess.HOST,
            Integer.toString(entrance.port()),
            Integer.toString(level),
            clientId,
            USER,
            key,
            entrance.authority().file().toString()));
  }

  /// MQTT.js.
  ///
  /// @param level of MQTT, 4 or 5
  static Client mqttJs(Entrance entrance, int level, String clientId, String key) throws Exception {
    return connect(
        NodeJs.script(
            "mqtt_client.js",
            entrance.authority(),
            entrance.uri("mqtt", "mqtts"),
            Integer.toString(level),
            clientId,
            USER,
            key));
  }

  private static Client connect(ProcessBuilder builder) throws Exception {
    var client = new ScriptClient(RunningProgram.start(builder));
    try {
      client.program.await(
          "an answer to CONNECT",
          lines -> lines.contains("connected") || !numbers(lines, REFUSED).isEmpty());
      List<Integer> refusals = numbers(client.program.lines(), REFUSED);
      if (!refusals.isEmpty()) {
        throw new Refused(refusals.getFirst());
      }
      return client;
    } catch (Throwable e) {
      client.program.close();
      throw e;
    }
  }

  @Override
  public void publish(String topic, int qos, List<String> payloads) throws Exception {
    program.send(
        payloads.stream()
            .map(it -> Base64.getEncoder().encodeToString(it.getBytes(StandardCharsets.ISO_8859_1)))
            .map(it -> qos + " " + topic + " " + it)
            .toList());
    sent += payloads.size();
    program.await(
        sent + " times `published`",
        lines -> lines.stream().filter(it -> it.equals("published")).count() >= sent);
  }

  @Override
  public List<Integer> disconnects() throws IOException {
    return numbers(program.lines(), DISCONNECTED);
  }

  @Override
  public void disconnect() throws Exception {
    assertThat(program.finish()).as("exit code; output: %s", program.lines()).isZero();
  }

  @Override
  public void close() throws IOException {
    program.close();
  }

  private static List<Integer> numbers(List<String> lines, String before) {
    return lines.stream()
        .filter(it -> it.startsWith(before))
        .map(it -> Integer.valueOf(it.substring(before.length())))
        .toList();
  }

  private static String resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(ScriptClient.class.getResource(name)).toURI()).toString();
  }
}
