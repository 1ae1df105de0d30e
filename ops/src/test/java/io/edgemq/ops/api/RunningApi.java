package io.edgemq.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A node in this process, and its management port by real requests. Tenants `acme`, with the
/// endpoint `plant`, and `globex`, with `depot`.
public final class RunningApi implements AutoCloseable {
  /// The operator's, for everything.
  public static final String OPERATOR = "ing_live_operatorABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /// The operator's, to look at metrics only.
  public static final String METRICS = "ing_live_metricsABCDEFGHIJKLMNOPQRSTUVWXYZ1";

  /// Of `acme`, for everything but publishing.
  public static final String ACME = "ing_live_acmeadminABCDEFGHIJKLMNOPQRSTUVWXY";

  /// Of `acme`, to look at things.
  public static final String ACME_READER = "ing_live_acmereaderABCDEFGHIJKLMNOPQRSTUVW";

  /// Of `acme`, for publishing.
  public static final String ACME_DEVICE = "ing_live_acmedeviceABCDEFGHIJKLMNOPQRSTUVW";

  /// Of `globex`, for everything but publishing.
  public static final String GLOBEX = "ing_live_globexadminABCDEFGHIJKLMNOPQRSTUV";

  /// What tokens are signed with.
  static final String TOKEN_SECRET = "a secret that is known to these tests only";

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Node node;
  private final NodeSettings settings;

  private RunningApi(Node node, NodeSettings settings) {
    this.node = node;
    this.settings = settings;
  }

  /// Starts a node in a folder.
  ///
  /// @param more settings, HOCON below `edgemq`
  public static RunningApi start(Path folder, String more)
      throws IOException, InterruptedException {
    String text =
        """
        edgemq {
          data-dir = "%s"
          mqtt.port = 0, http.port = 0, management.port = 0
          wrong-keys.at-once = 100000
          management.token-secret = "%s"
          bootstrap {
            operators.keys = [
              { name = ops, key = %s }
              { name = prometheus, key = %s, scopes = [metrics] }
            ]
            tenants.acme {
              plan = pro
              endpoints.plant {}
              keys = [
                { name = boss, key = %s, scopes = [admin, metrics] }
                { name = reader, key = %s, scopes = [read] }
                { name = device, key = %s, scopes = [ingest] }
              ]
            }
            tenants.globex {
              plan = free
              endpoints.depot {}
              keys = [ { name = boss, key = %s, scopes = [admin] } ]
            }
          }
          %s
        }
        """
            .formatted(
                folder,
                TOKEN_SECRET,
                OPERATOR,
                METRICS,
                ACME,
                ACME_READER,
                ACME_DEVICE,
                GLOBEX,
                more);
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) ->
          new RunningApi(Node.start(settings), settings);
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  /// The node.
  public Node node() {
    return node;
  }

  /// The settings of the node.
  public NodeSettings settings() {
    return settings;
  }

  /// A token with all that a key has.
  public String token(String key) throws Exception {
    return token("{\"api_key\":\"" + key + "\"}", 200).get("access_token").asText();
  }

  /// A token with one of the key's scopes.
  public String token(String key, String scope) throws Exception {
    return token("{\"api_key\":\"%s\",\"scope\":\"%s\"}".formatted(key, scope), 200)
        .get("access_token")
        .asText();
  }

  /// What the token exchange answers.
  public JsonNode token(String body, int status) throws Exception {
    HttpResponse<String> answer =
        send(request("/v1/token/exchange").POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return json(answer);
  }

  /// A request without a token.
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + node.management().orElseThrow() + path))
        .timeout(BOUND);
  }

  /// A request with a token.
  public HttpRequest.Builder request(String path, String token) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  /// A GET with a token.
  public HttpResponse<String> get(String path, String token) throws Exception {
    return send(request(path, token).GET());
  }

  /// A PUT with a token.
  public HttpResponse<String> put(String path, String token, String body) throws Exception {
    return send(request(path, token).PUT(BodyPublishers.ofString(body)));
  }

  /// A POST with a token.
  public HttpResponse<String> post(String path, String token, String body) throws Exception {
    return send(request(path, token).POST(BodyPublishers.ofString(body)));
  }

  /// A DELETE with a token.
  public HttpResponse<String> delete(String path, String token) throws Exception {
    return send(request(path, token).DELETE());
  }

  /// The answer to a request.
  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client
        .sendAsync(request.build(), BodyHandlers.ofString())
        .get(BOUND.toSeconds(), TimeUnit.SECONDS);
  }

  /// The body of an answer.
  public static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    try {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
      node.awaitTermination();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      client.close();
    }
  }
}
