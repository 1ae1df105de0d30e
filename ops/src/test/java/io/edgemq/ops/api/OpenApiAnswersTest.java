package io.edgemq.ops.api;

import static io.edgemq.ops.api.RunningApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The answers of every operation, good ones and others, held against the OpenAPI document.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiAnswersTest {
  private static final String VIEW =
      """
      name: readings
      version: 1
      format: json
      definition:
        columns:
          - { name: temp, expr: { json_path: $.t }, type: double }
        output:
          format: parquet
      """;

  @TempDir private static Path folder;
  private static RunningApi api;
  private static OpenApi document;
  private static String operator;
  private static String acme;
  private static final Set<String> ANSWERED_WELL = new HashSet<>();

  @BeforeAll
  static void start() throws Exception {
    api = RunningApi.start(folder, "plans.tiny { connections-max = 1, qos-max = 0 }");
    document = new OpenApi();
    operator = api.token(RunningApi.OPERATOR);
    acme = api.token(RunningApi.ACME);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /// An answer that is as the document has it.
  private static HttpResponse<String> call(
      String method, String template, String path, String token, String body, String... headers)
      throws Exception {
    OpenApi.Operation operation = document.operation(method, template);
    HttpRequest.Builder request =
        (token.isEmpty() ? api.request(path) : api.request(path, token))
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = api.send(request);
    document.check(operation, answer);
    if (answer.statusCode() < 300) {
      ANSWERED_WELL.add(operation.toString());
    }
    return answer;
  }

  private static HttpResponse<String> call(
      int status, String method, String template, String path, String body, String... headers)
      throws Exception {
    HttpResponse<String> answer = call(method, template, path, operator, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("etag").orElseThrow();
  }

  private static String definition(String yaml) {
    return new JsonMapper().createObjectNode().put("definition", yaml).toString();
  }

  @Test
  void health() throws Exception {
    assertThat(call("GET", "/alive", "/alive", "", "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/ready", "/ready", "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics() throws Exception {
    String token = api.token(RunningApi.METRICS);
    assertThat(call("GET", "/metrics", "/metrics", token, "").statusCode()).isEqualTo(200);
  }

  @Test
  void tokens() throws Exception {
    String path = "/v1/token/exchange";
    for (String body :
        new String[] {
          "{\"api_key\":\"" + RunningApi.OPERATOR + "\"}",
          "{\"api_key\":\"x\"}",
          "{\"api_key\":\"" + RunningApi.ACME_DEVICE + "\"}",
          "{}",
          " ".repeat(300 << 10),
        }) {
      call("POST", path, path, "", body);
    }
    assertThat(call("POST", path, path, "", " ".repeat(300 << 10)).statusCode()).isEqualTo(413);
  }

  @Test
  void theDocumentItself() throws Exception {
    JsonNode served = json(call(200, "GET", "/v1/openapi.json", "/v1/openapi.json", ""));

    assertThat(served).isEqualTo(document.document());
    assertThat(served.get("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void theCluster() throws Exception {
    JsonNode members = json(call(200, "GET", "/cluster/members", "/cluster/members", ""));
    String self = members.get("selfNode").asText();
    call(200, "GET", "/cluster/members/{address}", "/cluster/members/" + self, "");
    call(404, "GET", "/cluster/members/{address}", "/cluster/members/pekko://a@b:1", "");
    call(200, "GET", "/cluster/shards/{type}", "/cluster/shards/endpoint-wal", "");
    call(404, "GET", "/cluster/shards/{type}", "/cluster/shards/none", "");
    call(200, "GET", "/cluster/logs", "/cluster/logs?limit=1", "");
    call(400, "GET", "/cluster/logs", "/cluster/logs?limit=-1", "");
    call(200, "GET", "/cluster/drain", "/cluster/drain", "");
    call(409, "POST", "/cluster/drain", "/cluster/drain", "");
    call(
        404, "GET", "/cluster/receipts/{receipt}", "/cluster/receipts/acme/plant/node-a/1/1/0", "");
    call(422, "GET", "/cluster/receipts/{receipt}", "/cluster/receipts/none", "");
  }

  @Test
  void plansAndTenants() throws Exception {
    documents("plans", "/v1/plans/{name}", "/v1/plans/gold", "{\"connectionsMax\":5,\"qosMax\":1}");
    documents("tenants", "/v1/tenants/{name}", "/v1/tenants/initech", "{\"plan\":\"pro\"}");
    String plan = "/v1/plans/{name}";
    JsonNode declared = json(call(200, "GET", plan, "/v1/plans/tiny", ""));
    assertThat(declared.get("version").asInt()).isZero();
    assertThat(declared.at("/document/connectionsMax").asInt()).isEqualTo(1);
    assertThat(declared.at("/document/messagesPerSecond").asText()).isEqualTo("off");
    String same = declared.get("document").toString();
    assertThat(tag(call(200, "PUT", plan, "/v1/plans/tiny", same, "If-Match", "\"0\"")))
        .isEqualTo("\"1\"");
    assertThat(call(409, "DELETE", plan, "/v1/plans/pro", "").body()).contains("tenants/acme");
  }

  @Test
  void endpoints() throws Exception {
    documents(
        "endpoints",
        "/v1/endpoints/{tenant}/{name}",
        "/v1/endpoints/acme/lab",
        "{\"sealAgeMs\":5000,\"outputs\":[\"segment\",\"parquet\"]}");
    call(422, "PUT", "/v1/endpoints/{tenant}/{name}", "/v1/endpoints/acme/lab", "{\"ack\":1}");
    call(404, "PUT", "/v1/endpoints/{tenant}/{name}", "/v1/endpoints/acme/No", "{}");
  }

  /// What all documents have in common.
  private static void documents(String seg, String one, String path, String body) throws Exception {
    String all = "/v1/" + seg;
    call(404, "GET", one, path, "");
    call(404, "DELETE", one, path, "");
    call(412, "PUT", one, path, body, "If-Match", "\"1\"");
    assertThat(tag(call(201, "PUT", one, path, body, "If-None-Match", "*"))).isEqualTo("\"1\"");
    call(412, "PUT", one, path, body, "If-None-Match", "*");
    HttpResponse<String> read = call(200, "GET", one, path, "");
    assertThat(tag(read)).isEqualTo("\"1\"");
    assertThat(json(read).get("updatedBy").asText()).isEqualTo("_operator/ops");
    assertThat(json(read).get("document")).isEqualTo(new JsonMapper().readTree(body));
    call(304, "GET", one, path, "", "If-None-Match", "\"1\"");
    assertThat(tag(call(200, "PUT", one, path, body, "If-Match", "\"1\""))).isEqualTo("\"2\"");
    call(412, "PUT", one, path, body, "If-Match", "\"1\"");
    call(412, "DELETE", one, path, "", "If-Match", "\"1\"");
    call(422, "PUT", one, path, "{\"nosuch\":1}");
    call(422, "PUT", one, path, "[");
    call(413, "PUT", one, path, " ".repeat(300 << 10));
    JsonNode first = json(call(200, "GET", all, all + "?limit=1", ""));
    assertThat(first.get("items")).hasSize(1);
    String names = "";
    JsonNode page = first;
    while (page.has("next")) {
      names += page.get("items").findValuesAsText("name");
      page = json(call(200, "GET", all, all + "?limit=1&after=" + page.get("next").asText(), ""));
    }
    names += page.get("items").findValuesAsText("name");
    assertThat(names).contains(path.substring(path.lastIndexOf('/') + 1));
    call(422, "GET", all, all + "?limit=1001", "");
    call(204, "DELETE", one, path, "", "If-Match", "\"2\"");
    call(404, "GET", one, path, "");
    assertThat(tag(call(201, "PUT", one, path, body, "If-None-Match", "*"))).isEqualTo("\"4\"");
    call(204, "DELETE", one, path, "");
  }

  @Test
  void destinations() throws Exception {
    String lake = Files.createDirectory(folder.resolve("lake")).toString();
    String body = "{\"kind\":\"folder\",\"path\":\"%s\"}".formatted(lake);
    String one = "/v1/destinations/{tenant}/{name}";
    String path = "/v1/destinations/acme/lake";
    documents("destinations", one, path, body);
    call(201, "PUT", one, path, body);
    assertThat(
            json(call(200, "POST", one + "/check", path + "/check", "")).get("usable").asBoolean())
        .isTrue();
    call(404, "POST", one + "/check", "/v1/destinations/acme/none/check", "");
    String file = Files.writeString(folder.resolve("file"), "x").toString();
    String wrong = "{\"kind\":\"folder\",\"path\":\"%s\"}".formatted(file);
    assertThat(call(422, "PUT", one, path, wrong).body()).contains("no folder", "check=false");
    call(200, "PUT", one, path + "?check=false", wrong);
    assertThat(json(call(200, "POST", one + "/check", path + "/check", "")).get("faults"))
        .hasSize(1);
    call(204, "DELETE", one, path, "");
  }

  @Test
  void keys() throws Exception {
    String all = "/v1/keys";
    String one = "/v1/keys/{tenant}/{name}";
    HttpResponse<String> created =
        call(
            201,
            "POST",
            all,
            all,
            "{\"tenant\":\"acme\",\"name\":\"d7\",\"endpoint\":\"plant\",\"topics\":[\"a/#\"],"
                + "\"expires\":\"2099-01-01T00:00:00Z\"}");
    assertThat(json(created).get("key").asText()).startsWith("ing_live_");
    assertThat(created.headers().firstValue("cache-control")).hasValue("no-store");
    call(409, "POST", all, all, "{\"tenant\":\"acme\",\"name\":\"d7\"}");
    call(409, "POST", all, all, "{\"tenant\":\"acme\",\"name\":\"boss\"}");
    for (String wrong :
        new String[] {
          "{}",
          "{\"name\":\"a\"}",
          "{\"tenant\":\"none\",\"name\":\"a\"}",
          "{\"tenant\":\"acme\",\"name\":\"A\"}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"endpoint\":\"depot\"}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"scopes\":[]}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"scopes\":[\"all\"]}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"topics\":[\"a#\"]}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"expires\":\"2001-01-01T00:00:00Z\"}",
          "{\"tenant\":\"acme\",\"name\":\"a\",\"more\":1}",
          "{\"tenant\":\"_operator\",\"name\":\"a\",\"scopes\":[\"ingest\"]}",
          "{\"tenant\":\"_operator\",\"name\":\"a\",\"endpoint\":\"plant\"}",
        }) {
      call(422, "POST", all, all, wrong);
    }
    JsonNode listed = json(call(200, "GET", all, all + "?tenant=acme", ""));
    assertThat(listed.get("items").findValuesAsText("name"))
        .containsExactly("boss", "d7", "device", "reader");
    assertThat(listed.toString()).doesNotContain("ing_live_");
    call(200, "GET", one, "/v1/keys/acme/d7", "");
    call(404, "GET", one, "/v1/keys/acme/d8", "");
    call(404, "DELETE", one, "/v1/keys/acme/d8", "");
    call(204, "DELETE", one, "/v1/keys/acme/d7", "");
    assertThat(json(call(200, "GET", one, "/v1/keys/acme/d7", "")).get("state").asText())
        .isEqualTo("revoked");
    call(422, "GET", all, all + "?limit=x", "");
  }

  /// With a tenant's key all of it, until the endpoint has the view.
  @Test
  void views() throws Exception {
    String all = "/v1/views";
    String one = all + "/{tenant}/{name}";
    String path = all + "/acme/readings";
    assertThat(json(call(200, "POST", all + "/check", all + "/check", definition(VIEW))).toString())
        .contains("\"sound\":true", "\"columns\":1");
    String wrong = VIEW.replace("double", "dubble");
    JsonNode faults =
        json(call(200, "POST", all + "/check", all + "/check", definition(wrong))).get("faults");
    assertThat(faults.get(0).get("line").asInt()).isEqualTo(6);
    call(422, "POST", all + "/check", all + "/check", "{}");

    call(404, "GET", one, path, "");
    call(404, "GET", one + "/draft", path + "/draft", "");
    call(404, "POST", one + "/publish", path + "/publish", "{}");
    call(412, "PUT", one + "/draft", path + "/draft", definition(VIEW), "If-Match", "*");
    HttpResponse<String> draft =
        call(201, "PUT", one + "/draft", path + "/draft", definition(wrong), "If-None-Match", "*");
    call(304, "GET", one + "/draft", path + "/draft", "", "If-None-Match", tag(draft));
    call(200, "PUT", one + "/draft", path + "/draft", definition(VIEW), "If-Match", tag(draft));
    call(200, "GET", one + "/draft", path + "/draft", "");
    call(422, "PUT", one + "/draft", path + "/draft", definition("x".repeat(70_000)));
    call(201, "POST", one + "/publish", path + "/publish", "{}");
    call(200, "POST", one + "/publish", path + "/publish", "{}");
    assertThat(call(422, "POST", one + "/publish", path + "/publish", definition(wrong)).body())
        .contains("\"line\" : 6");
    String other = VIEW.replace("$.t", "$.u");
    call(
        409,
        "POST",
        one + "/publish",
        path + "/publish",
        definition(other).replaceFirst("^\\{", "{\"version\":1,"));
    call(422, "POST", one + "/publish", all + "/acme/others/publish", definition(VIEW));
    HttpResponse<String> second =
        call(201, "POST", one + "/publish", path + "/publish", definition(other));
    assertThat(json(second).get("version").asInt()).isEqualTo(2);
    assertThat(json(second).get("definition").asText()).contains("version: 2");
    assertThat(json(call(200, "GET", one, path, "")).get("versions").toString()).isEqualTo("[1,2]");
    String version = one + "/versions/{version}";
    call(200, "GET", version, path + "/versions/1", "");
    call(304, "GET", version, path + "/versions/1", "", "If-None-Match", "\"1\"");
    call(404, "GET", version, path + "/versions/3", "");

    String bound = version + "/endpoints/{endpoint}";
    assertThat(
            json(call("PUT", bound, path + "/versions/2/endpoints/plant", acme, ""))
                .at("/document/views/0")
                .asText())
        .isEqualTo("readings/v2");
    call(422, "PUT", bound, path + "/versions/3/endpoints/plant", "");
    call(404, "PUT", bound, path + "/versions/2/endpoints/none", "");
    JsonNode unbound = json(call("DELETE", bound, path + "/versions/2/endpoints/plant", acme, ""));
    assertThat(unbound.at("/document/outputs").toString()).isEqualTo("[\"segment\"]");
    call(404, "DELETE", bound, path + "/versions/2/endpoints/plant", "");

    assertThat(json(call("GET", all, all, acme, "")).get("items")).hasSize(1);
    assertThat(json(call("GET", all, all, api.token(RunningApi.GLOBEX), "")).get("items"))
        .isEmpty();
    call(422, "GET", all, all + "?limit=0", "");
    call(412, "DELETE", one + "/draft", path + "/draft", "", "If-Match", "\"1\"");
    call(204, "DELETE", one + "/draft", path + "/draft", "");
    call(404, "DELETE", one + "/draft", path + "/draft", "");
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void theAuditLog() throws Exception {
    JsonNode entries = json(call(200, "GET", "/v1/audit", "/v1/audit?limit=1000", ""));
    assertThat(entries.get("items").findValuesAsText("target"))
        .contains("plans/gold", "keys/acme/d7", "views/acme/readings", "endpoints/acme/plant");
    assertThat(entries.toString()).doesNotContain("ing_live_");
    JsonNode first = json(call(200, "GET", "/v1/audit", "/v1/audit?limit=1", ""));
    assertThat(first.get("items")).hasSize(1);
    JsonNode second =
        json(
            call(
                200,
                "GET",
                "/v1/audit",
                "/v1/audit?limit=1&after=" + first.get("next").asText(),
                ""));
    assertThat(second.get("items").get(0)).isEqualTo(entries.get("items").get(1));
    call(422, "GET", "/v1/audit", "/v1/audit?after=../control", "");
    call(422, "GET", "/v1/audit", "/v1/audit?after=2026-02-31", "");
  }

  /// So that an operation that is added is tried too.
  @Test
  @Order(Integer.MAX_VALUE)
  void everyOperationWasAnsweredWellOnce() {
    assertThat(document.operations())
        .extracting(OpenApi.Operation::toString)
        .filteredOn(it -> !it.equals("POST /cluster/drain")) // nobody is there to take over
        // RecentDataTest and RunningPartsTest have something that these can be answered with
        .filteredOn(it ->
            !it.matches(
                ".* (/cluster/receipts|/v1/(segments|receipts|dlq|connections|nodes|views/preview)).*"))
        .allSatisfy(it -> assertThat(ANSWERED_WELL).contains(it));
  }
}
