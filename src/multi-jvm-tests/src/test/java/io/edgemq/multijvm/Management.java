package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/// The management port of a node, as an operator uses it.
final class Management {
  private static final String KEY = "ing_live_operatorABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /// The setting that lets the operator in, which every node is started with.
  static final String OPERATOR =
      "bootstrap.operators.keys=[{ name = tests, key = %s }]".formatted(KEY);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private Management() {}

  /// What `GET` answers.
  static JsonNode get(NodeProcess node, String path) throws Exception {
    return answer(authorized(node, path).GET().build(), 200);
  }

  /// Begins to drain a node.
  static JsonNode drain(NodeProcess node) throws Exception {
    return answer(authorized(node, "/cluster/drain").POST(BodyPublishers.noBody()).build(), 202);
  }

  /// A request of the operator, with a token that he has just been given.
  private static HttpRequest.Builder authorized(NodeProcess node, String path) throws Exception {
    String body = "{\"api_key\":\"" + KEY + "\"}";
    JsonNode token =
        answer(
            request(node, "/v1/token/exchange").POST(BodyPublishers.ofString(body)).build(), 200);
    return request(node, path)
        .header("Authorization", "Bearer " + token.get("access_token").asText());
  }

  private static HttpRequest.Builder request(NodeProcess node, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://%s:%d%s".formatted(NodeProcess.HOST, node.managementPort(), path)))
        .timeout(Await.BOUND);
  }

  private static JsonNode answer(HttpRequest request, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }
}
