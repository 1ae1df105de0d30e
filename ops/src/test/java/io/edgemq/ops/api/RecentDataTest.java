package io.edgemq.ops.api;

import static io.edgemq.ops.api.RunningApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node has committed, as the management port tells it: three segments of three messages,
/// one of which is no row of the view.
class RecentDataTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String VIEW =
      """
      name: readings
      version: 1
      format: json
      definition:
        columns:
          - { name: v, expr: { json_path: $.v }, type: bigint }
        output: { format: parquet }
      """;

  @TempDir private static Path folder;
  private static RunningApi api;
  private static OpenApi document;
  private static String acme;
  private static String globex;
  private static JsonNode accepted = MissingNode.getInstance();

  @BeforeAll
  static void commitSegments() throws Exception {
    Path view = Files.writeString(folder.resolve("readings.yaml"), VIEW);
    document = new OpenApi();
    api =
        RunningApi.start(
            folder.resolve("data"),
            """
            object-store.folder.path = "%s"
            bootstrap.tenants.acme.endpoints.plant {
              outputs = [segment, parquet, views], views = ["%s"]
              seal { size = 50 B, age = 500 ms }
            }
            """
                .formatted(folder.resolve("objects"), view));
    acme = api.token(RunningApi.ACME);
    globex = api.token(RunningApi.GLOBEX);
    for (int n = 1; n <= 3; n++) {
      accepted = publish("{\"v\":%d}\n{\"v\":\"x%d\"}\n{\"v\":%d}\n".formatted(n, n, n * 10));
      awaitSegments(n);
    }
  }

  private static JsonNode publish(String body) throws Exception {
    URI ingest =
        URI.create("http://" + api.node().address(Service.HTTP).orElseThrow() + "/e/plant/ingest");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(ingest)
                  .header("X-API-Key", RunningApi.ACME_DEVICE)
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      return json(answer);
    }
  }

  private static void awaitSegments(int wanted) throws Exception {
    long deadline = System.nanoTime() + BOUND.toNanos();
    int seen = 0;
    while (seen < wanted && System.nanoTime() < deadline) {
      seen = list("").get("items").size();
    }
    assertThat(seen).isEqualTo(wanted);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonNode list(String query) throws Exception {
    return ok(get("/v1/segments/acme/plant" + query, acme));
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return document.call(api, "GET", path, token, "");
  }

  private static HttpResponse<String> post(String path, String token, String body)
      throws Exception {
    return document.call(api, "POST", path, token, body);
  }

  private static JsonNode ok(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  @Test
  void segmentsAreListedTheNewestFirst() throws Exception {
    JsonNode all = list("");

    assertThat(all.has("next")).isFalse();
    assertThat(all.get("items").findValues("segment"))
        .extracting(JsonNode::asInt)
        .containsExactly(3, 2, 1);
    JsonNode newest = all.get("items").get(0);
    assertThat(newest.get("instance").asText()).isEqualTo(accepted.get("instance").asText());
    assertThat(newest.get("epoch").asInt()).isEqualTo(1);
    assertThat(newest.get("partition").asInt()).isZero();
    assertThat(newest.get("frames").asInt()).isEqualTo(3);
    assertThat(newest.get("rawBytes").asInt()).isPositive();
    assertThat(newest.get("sealedBy").asText()).isIn("size", "age");
    assertThat(newest.get("artifacts").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("segment", "parquet", "view", "dlq");
    assertThat(all.get("waiting").get(0).get("instance")).isEqualTo(newest.get("instance"));
  }

  @Test
  void segmentsComeInPages() throws Exception {
    List<Integer> seen = new ArrayList<>();
    String after = "";
    for (int page = 1; page <= 3; page++) {
      JsonNode one = list("?limit=1" + after);
      seen.add(one.get("items").get(0).get("segment").asInt());
      assertThat(one.has("next")).isEqualTo(page < 3);
      assertThat(one.has("waiting")).isEqualTo(page == 1);
      after = "&after=" + one.path("next").asText();
    }

    assertThat(seen).containsExactly(3, 2, 1);
    assertThat(get("/v1/segments/acme/plant?after=x", acme).statusCode()).isEqualTo(422);
    assertThat(list("?instance=none").get("items")).isEmpty();
    assertThat(get("/v1/segments/acme/plant?instance=..", acme).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/2", "00000001/00000002"})
  void oneSegmentIsAsItsMarkerHasIt(String numbers) throws Exception {
    String instance = accepted.get("instance").asText();
    String key = "acme/plant/local/" + instance + "/00000001/commits/seg-00000002.json";

    HttpResponse<String> answer =
        get("/v1/segments/acme/plant/%s/%s".formatted(instance, numbers), acme);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Files.readString(folder.resolve("objects/" + key)));
  }

  @Test
  void aSegmentThatIsNotThereIsNotFound() throws Exception {
    String plant = "/v1/segments/acme/plant/";
    String instance = accepted.get("instance").asText();

    assertThat(get(plant + instance + "/1/99", acme).statusCode()).isEqualTo(404);
    assertThat(get(plant + "none/1/1", acme).statusCode()).isEqualTo(404);
    assertThat(get(plant + instance + "/0/1", acme).statusCode()).isEqualTo(422);
    assertThat(get(plant + "../1/1", acme).statusCode()).isIn(404, 422);
  }

  @Test
  void aReceiptIsForItsTenant() throws Exception {
    String receipt =
        "acme/plant/%s/%d/%d/%d"
            .formatted(
                accepted.get("instance").asText(),
                accepted.get("epoch").asInt(),
                accepted.get("segment").asInt(),
                accepted.get("offset").asInt());

    JsonNode fate = ok(get("/v1/receipts/" + receipt, acme));
    assertThat(fate.get("state").asText()).isEqualTo("committed");
    assertThat(fate.get("views").get(0).get("rows").asInt()).isEqualTo(1);
    String operator = api.token(RunningApi.OPERATOR);
    assertThat(ok(get("/v1/receipts/" + receipt, operator))).isEqualTo(fate);
    assertThat(ok(get("/cluster/receipts/" + receipt, operator))).isEqualTo(fate);
    assertThat(get("/v1/receipts/" + receipt, globex).statusCode()).isEqualTo(404);
    assertThat(
            json(get("/v1/receipts/" + receipt.replaceFirst("[0-9]+$", "7"), acme))
                .get("state")
                .asText())
        .isEqualTo("unknown");
    assertThat(get("/v1/receipts/acme/plant", acme).statusCode()).isEqualTo(422);
  }

  @Test
  void deadLettersAreListedTheNewestFirstAndCounted() throws Exception {
    JsonNode all = ok(get("/v1/dlq/acme/plant", acme));

    assertThat(all.get("items").findValuesAsText("payload"))
        .containsExactly("{\"v\":\"x3\"}", "{\"v\":\"x2\"}", "{\"v\":\"x1\"}");
    JsonNode newest = all.get("items").get(0);
    assertThat(newest.get("view").asText()).isEqualTo("readings");
    assertThat(newest.get("viewVersion").asInt()).isEqualTo(1);
    assertThat(newest.get("column").asText()).isEqualTo("v");
    assertThat(newest.get("reason").asText()).isNotEmpty();
    assertThat(newest.get("detail").asText()).contains("x3");
    assertThat(newest.get("topic").isNull()).isTrue();
    assertThat(newest.get("payloadBytes").asInt()).isEqualTo(10);
    assertThat(newest.get("truncated").asBoolean()).isFalse();
    assertThat(newest.get("segment").asText()).endsWith("commits/seg-00000003.json");
    assertThat(all.get("counts")).hasSize(1);
    assertThat(all.get("counts").get(0).get("deadLetters").asInt()).isEqualTo(3);
    assertThat(all.get("segments").asInt()).isEqualTo(3);
    assertThat(all.get("complete").asBoolean()).isTrue();

    JsonNode one = ok(get("/v1/dlq/acme/plant?limit=1&view=readings", acme));
    assertThat(one.get("items")).hasSize(1);
    assertThat(one.get("segments").asInt()).isEqualTo(1);
    assertThat(one.get("complete").asBoolean()).isFalse();
    assertThat(ok(get("/v1/dlq/acme/plant?view=other", acme)).get("items")).isEmpty();
  }

  @Test
  void aViewIsPreviewedOnWhatIsThere() throws Exception {
    JsonNode preview = ok(post("/v1/views/preview", acme, preview(VIEW, 2)));

    assertThat(preview.get("frames").asInt()).isEqualTo(9);
    assertThat(preview.get("rowsOut").asInt()).isEqualTo(6);
    assertThat(preview.get("deadLettered").asInt()).isEqualTo(3);
    assertThat(preview.get("rows")).hasSize(2);
    assertThat(preview.get("rows").get(0).get("values").get("v").asInt()).isEqualTo(3);
    assertThat(preview.get("deadLetters").get(0).get("column").asText()).isEqualTo("v");
    assertThat(preview.get("segments").asInt()).isEqualTo(3);
    assertThat(preview.get("complete").asBoolean()).isTrue();
    assertThat(preview.get("error").isNull()).isTrue();
  }

  @Test
  void faultsOfADefinitionAreToldWithTheirPlaces() throws Exception {
    HttpResponse<String> answer =
        post("/v1/views/preview", acme, preview(VIEW.replace("bigint", "bigger"), 2));

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode fault = json(answer).get("errors").get(0);
    assertThat(fault.get("line").asInt()).isEqualTo(6);
    assertThat(fault.get("path").asText()).isEqualTo("definition.columns[0].type");
    assertThat(fault.get("message").asText()).isNotEmpty();
  }

  @Test
  void nothingIsPreviewedOfAnotherTenant() throws Exception {
    assertThat(post("/v1/views/preview", globex, preview(VIEW, 2)).statusCode()).isEqualTo(404);
    assertThat(
            post("/v1/views/preview", acme, preview(VIEW, 2).replace("plant", "../plant"))
                .statusCode())
        .isEqualTo(422);
    assertThat(get("/v1/dlq/acme/plant", globex).statusCode()).isEqualTo(404);
    assertThat(get("/v1/segments/acme/plant", globex).statusCode()).isEqualTo(404);
  }

  private static String preview(String definition, int limit) {
    ObjectNode body = JSON.createObjectNode();
    return body.put("tenant", "acme")
        .put("endpoint", "plant")
        .put("definition", definition)
        .put("limit", limit)
        .toString();
  }
}
