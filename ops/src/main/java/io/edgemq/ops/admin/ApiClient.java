package io.edgemq.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.Scope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/// Talks to the management API of a node: HTTP/1.1, one request at a time, each within a minute,
/// with answers of at most 32 MiB. The API key goes to the token exchange only; requests have
/// tokens of the scope that they need, good for a minute. One thread.
final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration REQUEST_MAX = Duration.ofSeconds(60);
  private static final int TOKEN_SECONDS = 60;
  private static final long ANSWER_BYTES_MAX = 32L << 20;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;
  private static final String EXCHANGE = "/v1/token/exchange";
  private static final JsonMapper JSON = new JsonMapper();

  private final URI address;
  private final String key;
  private final HttpClient client;
  private final Map<Scope, Token> tokens = new EnumMap<>(Scope.class);

  private record Token(String text, long renewNanos) {}

  /// @param address without a path
  /// @param tls for `https`
  ApiClient(URI address, String key, SSLContext tls) {
    this.address = address;
    this.key = key;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .sslContext(tls)
            .build();
  }

  /// A request.
  ///
  /// @param path encoded, with what is asked for
  /// @param headers that go with it
  record Request(
      Scope scope, String method, String path, Optional<byte[]> body, Map<String, String> headers) {
    /// Looks at something.
    static Request get(String path) {
      return new Request(Scope.READ, "GET", path, Optional.empty(), Map.of());
    }

    /// Has something done, said by an object.
    static Request post(String path, ObjectNode body) throws JsonProcessingException {
      byte[] bytes = JSON.writeValueAsBytes(body);
      return new Request(Scope.ADMIN, "POST", path, Optional.of(bytes), Map.of());
    }

    /// The same, with nothing more to say.
    static Request change(String method, String path) {
      return new Request(Scope.ADMIN, method, path, Optional.empty(), Map.of());
    }
  }

  /// What is answered, unless the key is not good for it.
  ///
  /// @throws ApiFailure if it is not; says which key it takes
  /// @throws IOException if nothing was answered; a change may then have been made or not
  ApiReply send(Request request) throws IOException {
    HttpRequest.Builder builder =
        builder(request.path())
            .method(
                request.method(),
                request.body().map(BodyPublishers::ofByteArray).orElse(BodyPublishers.noBody()))
            .header("Authorization", "Bearer " + token(request.scope()));
    request.headers().forEach(builder::header);
    ApiReply reply = exchanged(builder.build());
    if (reply.status() == UNAUTHORIZED || reply.status() == FORBIDDEN) {
      throw reply.failure(
          " The variable EDGEMQ_API_KEY needs another key: \"edgemq admin key create --operator"
              + " --scope %s\" makes one".formatted(request.scope().label()));
    }
    return reply;
  }

  private HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .timeout(REQUEST_MAX)
        .header("Content-Type", "application/json");
  }

  private String token(Scope scope) throws IOException {
    Token token = tokens.get(scope);
    if (token == null || System.nanoTime() - token.renewNanos() > 0) {
      token = newToken(scope);
      tokens.put(scope, token);
    }
    return token.text();
  }

  private Token newToken(Scope scope) throws IOException {
    ObjectNode asked =
        JsonNodeFactory.instance.objectNode().put("api_key", key).put("scope", scope.label());
    ApiReply reply = exchange(asked.deepCopy().put("ttl", TOKEN_SECONDS));
    if (reply.status() == UNPROCESSABLE) {
      reply = exchange(asked); // of a node that gives shorter ones only
    }
    String token = reply.body().path("access_token").asText();
    if (!reply.isDone() || token.isEmpty()) {
      throw reply.failure(advice(reply.status(), scope));
    }
    long half = TimeUnit.SECONDS.toNanos(reply.body().path("expires_in").asInt()) / 2;
    return new Token(token, System.nanoTime() + half);
  }

  private ApiReply exchange(ObjectNode body) throws IOException {
    return exchanged(
        builder(EXCHANGE).POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
  }

  private static String advice(int status, Scope scope) {
    return switch (status) {
      case UNAUTHORIZED ->
          " The variable EDGEMQ_API_KEY needs a key that these nodes know: \"edgemq admin key list\""
              + " with --config shows their names";
      case FORBIDDEN ->
          " The variable EDGEMQ_API_KEY needs a key with the scope %s: \"edgemq admin key create"
                  .formatted(scope.label())
              + " --scope %s\" makes one".formatted(scope.label());
      default -> "";
    };
  }

  private ApiReply exchanged(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    String what = request.method() + " " + request.uri();
    try {
      return reply(what, answer.get(REQUEST_MAX.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      throw silent(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(what + " was interrupted");
    } catch (ExecutionException e) {
      throw failed(what, e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private IOException failed(String what, Throwable cause) {
    return switch (cause) {
      case ConnectException e ->
          new IOException(
              "cannot connect to %s: no node listens there; --url is its management.host and"
                      .formatted(address)
                  + " management.port",
              e);
      case SSLException e ->
          new IOException(
              "no TLS with %s: %s; --ca names the certificates to trust"
                  .formatted(address, e.getMessage()),
              e);
      case HttpConnectTimeoutException e ->
          new IOException(
              "cannot connect to %s within %d s".formatted(address, CONNECT_MAX.toSeconds()), e);
      case HttpTimeoutException e -> silent(what, e);
      default -> new IOException("%s: no answer: %s".formatted(what, cause.getMessage()), cause);
    };
  }

  private static IOException silent(String what, Exception cause) {
    return new IOException(
        "%s: no answer within %d s; if it is a change, look whether it was made"
            .formatted(what, REQUEST_MAX.toSeconds()),
        cause);
  }

  private static ApiReply reply(String what, HttpResponse<byte[]> answer) throws IOException {
    OptionalInt tag =
        answer
            .headers()
            .firstValue("ETag")
            .map(it -> it.replace("\"", ""))
            .filter(it -> it.matches("[0-9]{1,9}"))
            .map(it -> OptionalInt.of(Integer.parseInt(it)))
            .orElse(OptionalInt.empty());
    return new ApiReply(what, answer.statusCode(), tag, json(what, answer));
  }

  private static JsonNode json(String what, HttpResponse<byte[]> answer) throws IOException {
    try {
      return answer.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: %d, and no JSON: is the management API there?".formatted(what, answer.statusCode()),
          e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
