package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation of the OpenAPI document, with all that is not the right token for it.
class OpenApiAuthorizationTest {
  @TempDir private static Path folder;
  private static RunningApi api;
  private static TokensOf operator;
  private static TokensOf acme;
  private static String globex;

  /// Tokens of one tenant, or of the operator, each with one scope.
  private record TokensOf(String metrics, String read, String admin) {
    String of(Scope scope) {
      return switch (scope) {
        case METRICS -> metrics;
        case READ -> read;
        case ADMIN -> admin;
        case INGEST -> throw new AssertionError("no token is for publishing");
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = RunningApi.start(folder, "");
    operator =
        new TokensOf(
            api.token(RunningApi.METRICS),
            api.token(RunningApi.OPERATOR, "read"),
            api.token(RunningApi.OPERATOR, "admin"));
    acme =
        new TokensOf(
            api.token(RunningApi.ACME, "metrics"),
            api.token(RunningApi.ACME_READER, "read"),
            api.token(RunningApi.ACME, "admin"));
    globex = api.token(RunningApi.GLOBEX);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static Stream<OpenApi.Operation> guarded() throws Exception {
    return new OpenApi().operations().stream().filter(it -> it.access() != Access.PUBLIC);
  }

  private static HttpResponse<String> send(
      OpenApi.Operation operation, String name, Optional<String> token) throws Exception {
    String path =
        operation
            .path()
            .replace("{tenant}", "acme")
            .replace("{version}", "1")
            .replaceAll("\\{[a-z]+}", name);
    var request = token.map(it -> api.request(path, it)).orElseGet(() -> api.request(path));
    return api.send(request.method(operation.method(), BodyPublishers.noBody()));
  }

  private static int status(OpenApi.Operation operation, String token) throws Exception {
    return send(operation, "plant", Optional.of(token)).statusCode();
  }

  @Test
  void onlyHealthAndTheTokenExchangeArePublic() throws Exception {
    assertThat(new OpenApi().operations())
        .filteredOn(it -> it.access() == Access.PUBLIC)
        .extracting(OpenApi.Operation::toString)
        .containsExactlyInAnyOrder("GET /alive", "GET /ready", "POST /v1/token/exchange");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void withoutATokenItIsRefused(OpenApi.Operation operation) throws Exception {
    HttpResponse<String> answer = send(operation, "plant", Optional.empty());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void withATokenThatIsNoneItIsRefused(OpenApi.Operation operation) throws Exception {
    String good = operator.admin();
    assertThat(status(operation, expired())).isEqualTo(401);
    assertThat(status(operation, good.substring(0, good.length() - 5) + "AAAAA")).isEqualTo(401);
    assertThat(status(operation, good.substring(0, good.lastIndexOf('.') + 1))).isEqualTo(401);
    assertThat(status(operation, "x")).isEqualTo(401);
  }

  /// One that was good an hour ago.
  private static String expired() {
    Directory directory = api.settings().declared().directory();
    ApiKey key = directory.key(new KeyName(ApiKey.OPERATOR, "ops")).orElseThrow();
    Instant then = Instant.now().minus(Duration.ofHours(1));
    var tokens =
        new Tokens(
            () -> directory, () -> then, Optional.of(RunningApi.TOKEN_SECRET.getBytes(UTF_8)));
    return tokens.issue(key, List.of(Scope.ADMIN), Duration.ofMinutes(59));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void withTheWrongScopeItIsRefused(OpenApi.Operation operation) throws Exception {
    TokensOf tokens = operation.access().isOperators() ? operator : acme;
    if (operation.access().scope().isEmpty()) {
      return; // any will do
    }
    switch (operation.access().scope().get()) {
      case METRICS -> {
        assertThat(status(operation, tokens.read())).isEqualTo(403);
        assertThat(status(operation, tokens.admin())).isEqualTo(403);
      }
      case READ -> assertThat(status(operation, tokens.metrics())).isEqualTo(403);
      case ADMIN -> {
        assertThat(status(operation, tokens.metrics())).isEqualTo(403);
        assertThat(status(operation, tokens.read())).isEqualTo(403);
      }
      case INGEST -> throw new AssertionError("no operation is for publishing");
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void whatIsTheOperatorsIsRefusedToTenants(OpenApi.Operation operation) throws Exception {
    if (operation.access().isOperators()) {
      Scope scope = operation.access().scope().orElseThrow();
      assertThat(status(operation, acme.of(scope))).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void ofAnotherTenantNothingIsThere(OpenApi.Operation operation) throws Exception {
    if (!operation.access().isOperators() && operation.path().contains("{tenant}")) {
      assertThat(status(operation, globex)).isEqualTo(404);
    }
  }

  /// Whatever it is answered then: what is named is mostly not there, and the bodies are empty.
  @ParameterizedTest
  @MethodSource("guarded")
  void withTheRightScopeItIsAnswered(OpenApi.Operation operation) throws Exception {
    TokensOf tokens = operation.access().isOperators() ? operator : acme;
    String token = tokens.of(operation.access().scope().orElse(Scope.METRICS));

    assertThat(send(operation, "nonesuch", Optional.of(token)).statusCode())
        .isNotIn(401, 403, 405, 500, 501, 503);
  }
}
