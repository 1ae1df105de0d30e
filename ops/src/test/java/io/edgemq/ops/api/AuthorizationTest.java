package io.edgemq.ops.api;

import static io.edgemq.ops.api.RunningApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets which token, and what for.
class AuthorizationTest {
  @TempDir private static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    api = RunningApi.start(folder, "management.token-ttl-max = 30 m");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aTokenHasAllThatTheKeyHasUnlessLessIsAskedFor() throws Exception {
    JsonNode all = api.token("{\"api_key\":\"" + RunningApi.ACME + "\"}", 200);
    assertThat(all.get("token_type").asText()).isEqualTo("Bearer");
    assertThat(all.get("expires_in").asInt()).isEqualTo(900);
    assertThat(all.get("scope").asText()).isEqualTo("metrics admin");

    JsonNode less =
        api.token(
            "{\"api_key\":\"%s\",\"scope\":\"read\",\"ttl\":7}".formatted(RunningApi.ACME), 200);
    assertThat(less.get("expires_in").asInt()).isEqualTo(7);
    assertThat(less.get("scope").asText()).isEqualTo("read");
    String token = less.get("access_token").asText();
    assertThat(api.get("/v1/endpoints", token).statusCode()).isEqualTo(200);
    assertThat(api.delete("/v1/endpoints/acme/none", token).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "ing_live_nobodysABCDEFGHIJKLMNOPQRSTUVWXYZ, , 401",
    "x, , 401",
    RunningApi.ACME_READER + ", admin, 403",
    RunningApi.ACME_READER + ", read admin, 403",
    RunningApi.ACME_READER + ", metrics, 403",
    RunningApi.ACME_DEVICE + ", , 403",
    RunningApi.ACME_DEVICE + ", read, 403",
    RunningApi.ACME_DEVICE + ", ingest, 422",
    RunningApi.ACME + ", everything, 422",
    RunningApi.ACME + ", read  admin, 422",
  })
  void aKeyThatLacksSomethingGetsNone(String key, String scope, int status) throws Exception {
    String asked = scope == null ? "" : ",\"scope\":\"" + scope + "\"";
    JsonNode problem = api.token("{\"api_key\":\"" + key + "\"" + asked + "}", status);

    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.toString()).doesNotContain("ing_live_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"api_key\":1}",
        "{\"api_key\":\"KEY\",\"api_key\":\"KEY\"}",
        "{\"api_key\":\"KEY\",\"ttl\":0}",
        "{\"api_key\":\"KEY\",\"ttl\":1801}",
        "{\"api_key\":\"KEY\",\"ttl\":\"60\"}",
        "{\"api_key\":\"KEY\",\"ttl\":1.5}",
        "{\"api_key\":\"KEY\",\"scope\":[\"read\"]}",
        "{\"api_key\":\"KEY\",\"KEY\":\"read\"}",
      })
  void whatIsNoSuchRequestIsRefused(String body) throws Exception {
    JsonNode problem = api.token(body.replace("KEY", RunningApi.ACME), 422);

    assertThat(problem.get("title").asText()).isEqualTo("Unprocessable Content");
    assertThat(problem.toString()).doesNotContain(RunningApi.ACME);
  }

  @Test
  void withoutATokenNobodyFindsOutWhatThereIs() throws Exception {
    for (String path : new String[] {"/", "/v1/tenants", "/v1/none", "/cluster/members", "/x"}) {
      HttpResponse<String> answer = api.send(api.request(path).GET());
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    }
    String token = api.token(RunningApi.OPERATOR);
    assertThat(api.get("/v1/none", token).statusCode()).isEqualTo(404);
    HttpResponse<String> wrong = api.delete("/v1/tenants", token);
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET");
  }

  @Test
  void anApiKeyIsNoToken() throws Exception {
    assertThat(api.get("/v1/tenants", RunningApi.OPERATOR).statusCode()).isEqualTo(401);
    assertThat(api.get("/v1/none", RunningApi.OPERATOR).statusCode()).isEqualTo(401);
  }

  @Test
  void healthIsForEverybody() throws Exception {
    assertThat(api.send(api.request("/alive").GET()).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request("/ready").GET()).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request("/ready/").GET()).statusCode()).isEqualTo(401);
  }

  @Test
  void aTenantSeesItsOwnOnly() throws Exception {
    String acme = api.token(RunningApi.ACME);

    assertThat(json(api.get("/v1/endpoints", acme)).get("items").findValuesAsText("tenant"))
        .containsExactly("acme");
    assertThat(api.get("/v1/endpoints/acme/plant", acme).statusCode()).isEqualTo(200);
    assertThat(api.get("/v1/endpoints/globex/depot", acme).statusCode()).isEqualTo(404);
    assertThat(api.get("/v1/endpoints/none/depot", acme).statusCode()).isEqualTo(404);
    assertThat(api.delete("/v1/endpoints/globex/depot", acme).statusCode()).isEqualTo(404);
    assertThat(json(api.get("/v1/endpoints?tenant=globex", acme)).get("items")).isEmpty();
    for (String path : new String[] {"/v1/tenants", "/v1/plans", "/cluster/members"}) {
      assertThat(api.get(path, acme).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(api.get("/v1/endpoints/globex/depot", api.token(RunningApi.OPERATOR)).statusCode())
        .isEqualTo(200);
  }
}
