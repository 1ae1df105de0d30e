package io.edgemq.ops.api;

import static io.edgemq.ops.api.RunningApi.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections and nodes, as the management port tells of them and ends them.
class RunningPartsTest {
  private static final int BOUND_MS = 30_000;

  @TempDir private static Path folder;
  private static RunningApi api;
  private static OpenApi document;
  private static String operator;
  private static String acme;

  @BeforeAll
  static void start() throws Exception {
    document = new OpenApi();
    api = RunningApi.start(folder, "");
    operator = api.token(RunningApi.OPERATOR);
    acme = api.token(RunningApi.ACME);
    untilTheNodeFindsItself();
  }

  /// What nodes are for each other takes a moment to get around.
  private static void untilTheNodeFindsItself() throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!ok("/v1/nodes", operator).get("missing").isEmpty()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void connectionsAreListedAndEnded() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    try (Socket older = connected(4, "older");
        Socket newer = connected(5, "newer")) {
      JsonNode all = ok("/v1/connections?endpoint=plant", acme);
      assertThat(all.get("missing")).isEmpty();
      assertThat(all.get("items")).hasSize(2);
      JsonNode first = named(all, "older");
      assertThat(first.get("tenant").asText()).isEqualTo("acme");
      assertThat(first.get("endpoint").asText()).isEqualTo("plant");
      assertThat(first.get("key").asText()).isEqualTo("device");
      assertThat(first.get("address").asText()).isEqualTo("127.0.0.1:" + older.getLocalPort());
      assertThat(first.get("protocol").asText()).isEqualTo("3.1.1");
      assertThat(first.get("transport").asText()).isEqualTo("tcp");
      assertThat(Instant.parse(first.get("since").asText())).isBetween(before, Instant.now());
      assertThat(first.get("node").asText()).isNotEmpty();
      JsonNode second = named(all, "newer");
      assertThat(second.get("protocol").asText()).isEqualTo("5.0");

      JsonNode page = ok("/v1/connections?limit=1", operator);
      JsonNode rest = ok("/v1/connections?limit=1&after=" + page.get("next").asText(), operator);
      assertThat(page.get("items").get(0).get("id").asText())
          .isLessThan(rest.get("items").get(0).get("id").asText());
      assertThat(rest.has("next")).isFalse();

      String globex = api.token(RunningApi.GLOBEX);
      assertThat(ok("/v1/connections", globex).get("items")).isEmpty();
      assertThat(get("/v1/connections?tenant=acme", globex).statusCode()).isEqualTo(404);
      assertThat(ok("/v1/connections?tenant=globex", operator).get("items")).isEmpty();
      assertThat(ok("/v1/connections?endpoint=other", acme).get("items")).isEmpty();
      String ofSecond = "/v1/connections/" + second.get("id").asText();
      assertThat(delete(ofSecond, globex).statusCode()).isEqualTo(404);
      assertThat(delete(ofSecond, api.token(RunningApi.ACME_READER)).statusCode()).isEqualTo(403);

      assertThat(delete(ofSecond, acme).statusCode()).isEqualTo(204);
      assertThat(newer.getInputStream().read()).isEqualTo(0xE0);
      int length = newer.getInputStream().read();
      assertThat(newer.getInputStream().readNBytes(length)[0])
          .as("administrative action")
          .isEqualTo((byte) 0x98);
      assertThat(newer.getInputStream().read()).isEqualTo(-1);

      String ofFirst = "/v1/connections/" + first.get("id").asText();
      assertThat(delete(ofFirst, operator).statusCode()).isEqualTo(204);
      assertThat(older.getInputStream().read()).isEqualTo(-1);
      assertThat(ok("/v1/connections", operator).get("items")).isEmpty();
      assertThat(delete(ofFirst, operator).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatIsNoConnectionIsNotFound() throws Exception {
    assertThat(delete("/v1/connections/x", operator).statusCode()).isEqualTo(404);
    assertThat(delete("/v1/connections/0000000000000001", operator).statusCode()).isEqualTo(404);
    assertThat(get("/v1/connections?after=x", operator).statusCode()).isEqualTo(422);
  }

  @Test
  void nodesAreListed() throws Exception {
    JsonNode all = ok("/v1/nodes", operator);

    assertThat(all.get("missing")).isEmpty();
    assertThat(all.get("items")).hasSize(1);
    JsonNode node = all.get("items").get(0);
    assertThat(node.get("ready").asBoolean()).isTrue();
    assertThat(node.get("draining").asBoolean()).isFalse();
    assertThat(node.get("state").asText()).isEqualTo("serving");
    assertThat(node.get("roles")).extracting(JsonNode::asText).contains("log");
    assertThat(node.get("waitingSegments").asInt()).isZero();
    String name = node.get("node").asText();
    assertThat(ok("/v1/nodes/" + name, operator).get("instance")).isEqualTo(node.get("instance"));
    assertThat(ok("/v1/nodes/" + node.get("instance").asText(), operator).get("node").asText())
        .isEqualTo(name);
    assertThat(get("/v1/nodes/none", operator).statusCode()).isEqualTo(404);
    assertThat(get("/v1/nodes", acme).statusCode()).isEqualTo(403);
  }

  @Test
  void theOnlyNodeIsNotDrained() throws Exception {
    String name = ok("/v1/nodes", operator).get("items").get(0).get("node").asText();
    String drain = "/v1/nodes/" + name + "/drain";

    HttpResponse<String> refused = post(drain, operator, "");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("detail").asText()).contains("No other node is up");
    assertThat(ok(drain, operator).get("state").asText()).isEqualTo("serving");
    assertThat(post("/v1/nodes/none/drain", operator, "").statusCode()).isEqualTo(404);
    assertThat(post(drain, acme, "").statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return document.call(api, "GET", path, token, "");
  }

  private static HttpResponse<String> post(String path, String token, String body)
      throws Exception {
    return document.call(api, "POST", path, token, body);
  }

  private static HttpResponse<String> delete(String path, String token) throws Exception {
    return document.call(api, "DELETE", path, token, "");
  }

  private static JsonNode ok(String path, String token) throws Exception {
    HttpResponse<String> answer = get(path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static JsonNode named(JsonNode list, String clientId) {
    for (JsonNode each : list.get("items")) {
      if (each.get("clientId").asText().equals(clientId)) {
        return each;
      }
    }
    throw new AssertionError(clientId + " is not in " + list);
  }

  /// A client that is let in.
  private static Socket connected(int level, String clientId) throws IOException {
    HostPort at = api.node().address(Service.MQTT).orElseThrow();
    var socket = new Socket(at.host(), at.port());
    socket.setSoTimeout(BOUND_MS);
    var connect = new ByteArrayOutputStream();
    text(connect, "MQTT");
    connect.write(level);
    connect.write(0xC2); // user name, password, clean
    connect.writeBytes(new byte[] {0, 60});
    if (level == 5) {
      connect.write(0); // no properties
    }
    text(connect, clientId);
    text(connect, "plant");
    text(connect, RunningApi.ACME_DEVICE);
    socket.getOutputStream().write(new byte[] {0x10, (byte) connect.size()});
    socket.getOutputStream().write(connect.toByteArray());
    assertThat(socket.getInputStream().read()).isEqualTo(0x20);
    byte[] answer = socket.getInputStream().readNBytes(socket.getInputStream().read());
    assertThat(answer[1]).isZero();
    return socket;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.write(0);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
