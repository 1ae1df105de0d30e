package io.edgemq.ops.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.metrics.Exposed;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node in good order and in trouble, as its management port shows it.
class MonitoredNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String KEY = "ing_live_" + "Abcdefghij0123456789".repeat(2);
  private static final String METRICS_KEY = "ing_live_" + "0123456789Abcdefghij".repeat(2);
  private static final String ACME = "endpoint=\"plant\",protocol=\"%s\"%s,tenant=\"acme\"";
  private static final byte[] PUBLISH_QOS_0 = {0x30, 5, 0, 1, 't', '{', '}'};
  private static final byte[] PUBLISH_QOS_1 = {0x32, 7, 0, 1, 't', 0, 1, '{', '}'};

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatANodeDoesIsInItsMetricsAndItIsReadyUntilItsStoreIsAway() throws Exception {
    Node node = Node.start(settings());
    try {
      assertThat(ingest(node, KEY, "{\"a\":1}\n{\"a\":\"x\"}").statusCode()).isEqualTo(202);
      assertThat(ingest(node, KEY + "x", "1").statusCode()).isEqualTo(401);
      publish(node);

      Exposed exposed = new Exposed(get(node, "/metrics").body());
      assertTraffic(exposed);
      assertShipping(exposed);
      HttpResponse<String> alive = get(node, "/alive");
      assertThat(alive.statusCode()).isEqualTo(200);
      assertThat(alive.body()).contains("\"alive\" : true", "\"version\"", "\"uptimeSeconds\"");
      HttpResponse<String> ready = get(node, "/ready");
      assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
      assertThat(ready.headers().firstValue("content-type")).hasValue("application/json");

      assertNotReadyWithoutItsStore(node);
    } finally {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static void assertTraffic(Exposed exposed) {
    String messages = "edgemq_accepted_messages_total{" + ACME + "}";
    assertThat(exposed.value(messages.formatted("http", ",qos=\"\""))).isEqualTo(2);
    assertThat(exposed.value(messages.formatted("mqtt", ",qos=\"0\""))).isEqualTo(1);
    assertThat(exposed.value(messages.formatted("mqtt", ",qos=\"1\""))).isEqualTo(1);
    assertThat(exposed.value("edgemq_accepted_bytes_total{" + ACME.formatted("mqtt", "") + "}"))
        .as("two messages of two bytes with a topic of one")
        .isEqualTo(2 * (2 + 1 + 19));
    assertThat(exposed.value("edgemq_puback_seconds_count{level=\"committed\"}")).isOne();
    assertThat(exposed.value("edgemq_keys_denied_total{reason=\"unknown_key\"}")).isOne();
    assertThat(exposed.value("edgemq_http_refusals_total{reason=\"unknown_key\"}")).isOne();
    assertThat(exposed.value("edgemq_http_requests_total{status=\"4xx\"}")).isOne();
    assertThat(exposed.value("edgemq_http_request_seconds_count")).isEqualTo(2);
    assertThat(exposed.value("edgemq_mqtt_connections_opened_total")).isOne();
    assertThat(exposed.value("edgemq_tcp_connections_total{service=\"mqtt\"}")).isOne();
    assertThat(exposed.value("edgemq_cluster_members{status=\"up\"}")).isOne();
  }

  private static void assertShipping(Exposed exposed) {
    assertThat(exposed.value("edgemq_committed_frames_total")).isEqualTo(4);
    assertThat(exposed.value("edgemq_wal_group_frames_sum")).isEqualTo(4);
    assertThat(exposed.value("edgemq_wal_force_seconds_count")).isPositive();
    assertThat(exposed.value("edgemq_wal_segments_sealed_total{reason=\"age\"}")).isPositive();
    assertThat(exposed.value("edgemq_view_rows_total{tenant=\"acme\",view=\"numbers\"}")).isOne();
    assertThat(exposed.value("edgemq_view_dead_letters_total{tenant=\"acme\",view=\"numbers\"}"))
        .as("that which is no number, and those without one")
        .isEqualTo(3);
    assertThat(exposed.value("edgemq_render_seconds_count")).isPositive();
    assertThat(exposed.value("edgemq_upload_seconds_count")).isPositive();
    assertThat(
            exposed.value(
                "edgemq_object_store_requests_total"
                    + "{kind=\"folder\",operation=\"put\",outcome=\"ok\"}"))
        .isPositive();
    assertThat(exposed.value("edgemq_store_circuits{state=\"closed\"}")).isOne();
    assertThat(exposed.value("edgemq_commit_lag_seconds{endpoint=\"plant\",tenant=\"acme\"}"))
        .isZero();
  }

  /// Its folder becomes a file: puts fail, and what is sent waits.
  private void assertNotReadyWithoutItsStore(Node node) throws Exception {
    Path objects = folder.resolve("lake");
    Files.move(objects, folder.resolve("away"));
    Files.createFile(objects);
    CompletableFuture<HttpResponse<String>> waiting = sent(node, KEY, "{\"a\":2}");

    HttpResponse<String> ready = await(node, "/ready", it -> it.statusCode() == 503);

    JsonNode commits = check(ready, "commits");
    assertThat(commits.get("ready").asBoolean()).isFalse();
    assertThat(commits.get("detail").asText()).contains("the operator's store", "it fails since");
    Exposed exposed = new Exposed(get(node, "/metrics").body());
    assertThat(exposed.value("edgemq_ready{check=\"commits\"}")).isZero();
    assertThat(exposed.value("edgemq_ready{check=\"cluster\"}")).isOne();
    assertThat(exposed.value("edgemq_ship_failures_total{fault=\"store\"}")).isPositive();
    assertThat(exposed.value("edgemq_store_circuits{state=\"closed\"}")).isZero();
    assertThat(exposed.value("edgemq_commit_lag_seconds{endpoint=\"plant\",tenant=\"acme\"}"))
        .isPositive();

    Files.delete(objects);
    Files.move(folder.resolve("away"), objects);
    await(node, "/ready", it -> it.statusCode() == 200);
    assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(202);
  }

  private static JsonNode check(HttpResponse<String> ready, String name) throws IOException {
    for (JsonNode check : new ObjectMapper().readTree(ready.body()).get("checks")) {
      if (check.get("name").asText().equals(name)) {
        return check;
      }
    }
    throw new AssertionError("no check " + name + " in " + ready.body());
  }

  /// One message of each quality of service; returns once the second is acknowledged.
  private static void publish(Node node) throws IOException {
    var address = node.address(Service.MQTT).orElseThrow();
    byte[] key = KEY.getBytes(UTF_8);
    var connect = new ByteArrayOutputStream();
    connect.write(0x10);
    connect.write(10 + 3 + 3 + 2 + key.length);
    connect.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC2, 0, 0});
    connect.writeBytes(new byte[] {0, 1, 'c', 0, 1, 'u', 0, (byte) key.length});
    connect.writeBytes(key);
    try (var socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      socket.getOutputStream().write(connect.toByteArray());
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
      socket.getOutputStream().write(PUBLISH_QOS_0);
      socket.getOutputStream().write(PUBLISH_QOS_1);
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 1);
    }
  }

  private HttpResponse<String> ingest(Node node, String key, String body) throws Exception {
    return sent(node, key, body).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> sent(Node node, String key, String body) {
    URI uri = URI.create("http://" + node.address(Service.HTTP).orElseThrow() + "/ingest");
    return client.sendAsync(
        HttpRequest.newBuilder(uri)
            .header("X-API-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .timeout(PATIENCE)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> await(
      Node node, String path, Predicate<HttpResponse<String>> condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    HttpResponse<String> answer = get(node, path);
    while (!condition.test(answer)) {
      assertThat(System.nanoTime()).as("in time: " + answer.body()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(100);
      answer = get(node, path);
    }
    return answer;
  }

  private HttpResponse<String> get(Node node, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + node.management().orElseThrow() + path))
            .header("Authorization", "Bearer " + METRICS_KEY)
            .timeout(PATIENCE)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private NodeSettings settings() throws IOException {
    Path view =
        Files.writeString(
            folder.resolve("numbers.yaml"),
            """
            name: numbers
            version: 1
            format: json
            definition:
              columns:
                - { name: a, expr: { json_path: "$.a" }, type: double, required: true }
              output: { format: parquet }
            """);
    String text =
        """
        edgemq {
          data-dir = %s/data, mqtt.port = 0, http.port = 0, management.port = 0
          object-store.folder.path = %s/lake
          ready.commit-lag-max = 1 s
          shipping { retry-min = 50 ms, retry-max = 200 ms }
          bootstrap.operators.keys = [ { name = prometheus, key = %s, scopes = [metrics] } ]
          bootstrap.tenants.acme {
            plan = pro
            endpoints.plant { outputs = [segment, views], views = ["%s"], ack = committed, seal.committed-age = 10 ms }
            keys = [ { name = device, endpoint = plant, key = %s } ]
          }
        }
        """
            .formatted(folder, folder, METRICS_KEY, view, KEY);
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }
}
