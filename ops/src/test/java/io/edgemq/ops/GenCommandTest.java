package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.gen.Schemas;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.ops.tools.OwnCertificate;
import io.edgemq.storage.commit.CommitMarker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GenCommandTest {
  private static final String KEY = "ing_live_0123456789abcdefghijklmnopqrstuv";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  static Stream<String> schemas() {
    return Schemas.names().stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theViewOfASchemaIsPrintedAndRight(String schema) throws IOException {
    ProgramRun printed = ProgramRun.of("gen", "--print-view", schema);
    assertThat(printed.exitCode()).isZero();
    Path file = Files.writeString(folder.resolve("view.yaml"), printed.out());

    ProgramRun check = ProgramRun.of("view", "check", file.toString());
    assertThat(check.exitCode()).as(check.out()).isZero();
    assertThat(check.out()).startsWith("ok " + schema + " v1: ").contains("partitioned by dt");
  }

  @Test
  void whatIsSentIsAcknowledgedAndBecomesRowsAndDeadLetters() throws Exception {
    String view = ProgramRun.of("gen", "--print-view", "clickstream").out();
    Path file = Files.writeString(folder.resolve("clickstream.yaml"), view);
    OwnCertificate own = OwnCertificate.in(folder);
    Node node = Node.start(settings(file, own));
    JsonNode overMqtt;
    JsonNode overHttp;
    List<JsonNode> others = new ArrayList<>();
    try {
      overMqtt =
          sent(
              "--mqtt-url",
              "mqtt://" + node.address(Service.MQTT).orElseThrow(),
              "--count=900",
              "--rate=20000",
              "--mqtt-topic=shop/{device}");
      overHttp =
          sent(
              "--transport=http",
              "--http-url",
              "http://" + node.address(Service.HTTP).orElseThrow(),
              "--count=600",
              "--lines=100",
              "--interval=0.2",
              "--shape=burst");
      String trusted = "--ca=" + own.certificate();
      others.add(sent("--mqtt-url=mqtts://" + node.address(Service.MQTTS).orElseThrow(), trusted));
      others.add(sent("--mqtt-url=wss://" + node.address(Service.HTTPS).orElseThrow(), trusted));
      others.add(sent("--mqtt-url=ws://" + node.address(Service.HTTP).orElseThrow()));
      String https = "--http-url=https://" + node.address(Service.HTTPS).orElseThrow();
      others.add(sent("--transport=http", https, "--insecure"));
      ProgramRun untrusted = run("--api-key", KEY, "--transport=http", https, "--seconds=0.1");
      assertThat(untrusted.exitCode()).isEqualTo(1);
      assertThat(untrusted.out()).contains("the first connection was lost: ", "certification path");
      ProgramRun refused =
          run("--api-key=ing_live_x", "--count=1", "--mqtt-url=mqtt://" + mqtt(node), "--json");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(JSON.readTree(refused.out()).get("refused")).hasToString("{\"not_authorized\":1}");
    } finally {
      node.stop().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    assertThat(overMqtt.get("acknowledged").asLong()).isEqualTo(900);
    assertThat(overHttp.get("acknowledged").asLong()).isEqualTo(600);
    assertThat(others).extracting(it -> it.get("acknowledged").asLong()).containsOnly(60L);
    List<CommitMarker.ViewCounts> counts = counts();
    long sent = 900 + 600 + 4 * 60;
    long deadLetters =
        deadLetters(overMqtt)
            + deadLetters(overHttp)
            + others.stream().mapToLong(GenCommandTest::deadLetters).sum();
    assertThat(counts.stream().mapToLong(CommitMarker.ViewCounts::rowsIn).sum()).isEqualTo(sent);
    assertThat(counts.stream().mapToLong(CommitMarker.ViewCounts::deadLettered).sum())
        .isPositive()
        .isEqualTo(deadLetters);
    assertThat(counts.stream().mapToLong(it -> it.rowsOut() + it.filtered()).sum())
        .isEqualTo(sent - deadLetters);
  }

  @Test
  void aServerThatIsNotThereIsAFault() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    ProgramRun run = run("--api-key", KEY, "--seconds=0.2", "--mqtt-url=mqtt://127.0.0.1:" + port);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("cannot connect to mqtt://127.0.0.1:%d: connection refused".formatted(port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      commentCharacter = '!',
      quoteCharacter = '"',
      value = {
        "--view-schema=cars | there is no schema 'cars'; allowed: iot_sensors, vehicles, clickstream",
        "--print-view=cars | there is no schema 'cars'; allowed: iot_sensors",
        "--mqtt-topic=a/{client} | there is no placeholder {client}; allowed: {schema}, {version}",
        "--mqtt-topic=a/# | --mqtt-topic: 'a/#' is no topic; allowed: not empty, without + and #",
        "--mqtt-url=localhost:1883 | allowed: mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT",
        "--mqtt-url=http://h | 'http://h' is no URL to send to; allowed: mqtt://",
        "--transport=http --http-url=mqtt://h | --http-url: 'mqtt://h' is no URL to send to",
        "--transport=udp | expected one of [MQTT, HTTP] (case-insensitive) but was 'udp'",
        "--lines=0 | --lines is 0; allowed: 1 to 100000",
        "--lines=1 --rate=1 | --lines and --rate say the same; allowed: one of them",
        "--lines=100000 --clients=1000 | make more than 10000000 messages a second; allowed: fewer",
        "--interval=0 | --interval is 0; allowed: 0.001 to 86400",
        "--qos=2 | --qos is 2; allowed: 0 to 1",
        "--clients=0 | --clients is 0; allowed: 1 to 100000",
        "--late=1.5 | a share is 1.5, allowed 0 to 1",
        "--late=0.7 --drift=0.7 | the shares add up to more than 1",
        "--api-key=a,ü | the key is no key",
        "--schema=factory | Unknown option: '--schema=factory'",
        "--mqtt-url=mqtts://192.0.2.1 --insecure | a server on this machine only, and 192.0.2.1 is none",
        "--ca=x.pem | --ca and --insecure go with mqtts://, wss:// and https:// only",
        "--mqtt-url=mqtts://h --insecure --ca=x | --ca and --insecure exclude each other"
      })
  void whatIsWrongIsSaidWithWhatIsAllowed(String arguments, String message) {
    String more = arguments.contains("--api-key") ? "" : " --api-key=x";
    ProgramRun run = run((arguments + " --count=1" + more).split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message, "Try: edgemq gen --help");
  }

  private JsonNode sent(String... arguments) throws IOException {
    var all =
        new ArrayList<>(List.of("--api-key", KEY, "--view-schema=clickstream", "--clients=3"));
    all.addAll(List.of("--late=0.05", "--duplicates=0.05", "--drift=0.2", "--bad-json=0.05"));
    all.addAll(List.of("--seed=7", "--json"));
    all.addAll(List.of(arguments));
    if (Stream.of(arguments).noneMatch(it -> it.startsWith("--count"))) {
      all.addAll(List.of("--count=60", "--rate=2000"));
    }
    ProgramRun run = run(all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    JsonNode summary = JSON.readTree(run.out());
    assertThat(summary.get("complete").asBoolean()).isTrue();
    assertThat(summary.get("faults").get("duplicates").asLong()).isPositive();
    return summary;
  }

  private static ProgramRun run(String... arguments) {
    return ProgramRun.of(
        Stream.concat(Stream.of("gen"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static long deadLetters(JsonNode summary) {
    return summary.get("faults").get("deadLetters").asLong();
  }

  private static NodeSettings.HostPort mqtt(Node node) {
    return node.address(Service.MQTT).orElseThrow();
  }

  private List<CommitMarker.ViewCounts> counts() throws IOException {
    var counts = new ArrayList<CommitMarker.ViewCounts>();
    try (Stream<Path> files = Files.walk(folder.resolve("data/objects"))) {
      for (Path marker : files.filter(it -> it.toString().matches(".*/commits/.*json")).toList()) {
        try (InputStream in = Files.newInputStream(marker)) {
          counts.addAll(CommitMarker.read(in).views());
        }
      }
    }
    return counts;
  }

  private NodeSettings settings(Path view, OwnCertificate own) {
    List<String> overrides =
        List.of(
            "data-dir=" + folder.resolve("data"),
            "object-store.folder.path=" + folder.resolve("data/objects"),
            "mqtt.port=0",
            "http.port=0",
            "management.port=0",
            "mqtts={ port = 0, certificate = \"%s\", key = \"%s\" }"
                .formatted(own.certificate(), own.key()),
            "https={ port = 0, certificate = \"%s\", key = \"%s\" }"
                .formatted(own.certificate(), own.key()),
            "bootstrap.tenants.acme.plan=pro",
            "bootstrap.tenants.acme.endpoints.shop={ outputs = [segment, views], views = [\"%s\"] }"
                .formatted(view),
            "bootstrap.tenants.acme.keys=[ { name = d, key = %s, endpoint = shop } ]"
                .formatted(KEY));
    return switch (SettingsLoader.load(overrides)) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }
}
