package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// The management port of a node, as an operator uses it.
final class Management {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private Management() {}

  /// What `GET` answers.
  static JsonNode get(NodeProcess node, String path) throws Exception {
    return answer(request(node, path).GET().build(), 200);
  }

  /// Begins to drain a node.
  static JsonNode drain(NodeProcess node) throws Exception {
    return answer(
        request(node, "/cluster/drain").POST(HttpRequest.BodyPublishers.noBody()).build(), 202);
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
