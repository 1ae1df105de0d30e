package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.auth.Authenticator;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiGateTest {
  private static final String PROMETHEUS = "ing_live_prometheusABCDEFGHIJKLMNOPQRSTUV";
  private static final String TENANTS = "ing_live_tenantsABCDEFGHIJKLMNOPQRSTUVWXY";
  private static final ApiKey BOSS = key("acme", "boss", "boss", Scope.ADMIN);

  private static final Directory DIRECTORY =
      new Directory(
          List.of(),
          List.of(
              BOSS,
              key(ApiKey.OPERATOR, "prometheus", PROMETHEUS, Scope.METRICS),
              key("acme", "metrics", TENANTS, Scope.METRICS)));

  private final Tokens tokens =
      new Tokens(() -> DIRECTORY, InstantSource.system(), Optional.empty());

  private final ApiGate gate =
      new ApiGate(
          List.of(
              route("GET", "/metrics", Access.METRICS),
              route("GET", "/open", Access.PUBLIC),
              route("GET", "/v1/things/{tenant}/{+rest}", Access.READ)),
          tokens,
          new Authenticator(
              () -> DIRECTORY,
              InstantSource.system(),
              new AttemptLimits(2, 1, Duration.ofSeconds(90))));

  private static ApiKey key(String tenant, String name, String secret, Scope scope) {
    return new ApiKey(
        tenant, name, SecretHash.of(secret.getBytes(UTF_8)), Optional.empty(), Set.of(scope));
  }

  private static ApiRoute route(String method, String path, Access access) {
    return ApiRoute.of(method, path, access, _ -> ApiAnswer.empty(200));
  }

  private ApiGate.Decision decide(String path, String authorization) {
    return gate.decide("GET", path, Optional.of(authorization), InetAddress.getLoopbackAddress());
  }

  private static int status(ApiGate.Decision decision) {
    return ((ApiGate.Decision.Refused) decision).answer().status();
  }

  private String token() {
    return "Bearer " + tokens.issue(BOSS, List.of(Scope.READ), Duration.ofMinutes(1));
  }

  @Test
  void metricsAreReadWithAnApiKeyInPlaceOfAToken() {
    assertThat(decide("/metrics", "Bearer " + PROMETHEUS))
        .isInstanceOf(ApiGate.Decision.Granted.class);
    assertThat(status(decide("/metrics", "Bearer " + TENANTS))).isEqualTo(403);
    assertThat(status(decide("/v1/things/acme/a", "Bearer " + PROMETHEUS))).isEqualTo(401);
  }

  @Test
  void wrongKeysForMetricsAreSlowedAndThenTurnedAway() {
    String wrong = "Bearer ing_live_wrongABCDEFGHIJKLMNOPQRSTUVWXYZ0";
    Duration first = ((ApiGate.Decision.Refused) decide("/metrics", wrong)).answer().delay();
    var _ = decide("/metrics", wrong);
    Duration third = ((ApiGate.Decision.Refused) decide("/metrics", wrong)).answer().delay();
    var _ = decide("/metrics", wrong);

    assertThat(first).isZero();
    assertThat(third).isPositive();
    assertThat(status(decide("/metrics", wrong))).isEqualTo(429);
    assertThat(decide("/metrics", "Bearer " + PROMETHEUS))
        .isInstanceOf(ApiGate.Decision.Granted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/things/acme/a, a",
    "/v1/things/acme/a/b%20c, a/b c",
    "/v1/things/acme/pekko://x@y:1, pekko://x@y:1",
  })
  void theRestOfAPathIsOneName(String path, String rest) {
    var granted = (ApiGate.Decision.Granted) decide(path, token());

    assertThat(granted.path()).containsEntry("tenant", "acme").containsEntry("rest", rest);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/things/acme",
    "/v1/things/acme/",
    "/v1/things//a",
    "/v1//things/acme/a",
    "/v1/things/globex/a",
    "/v1/things/%61cm%2/a",
    "/v1/things/acme%2F..%2Fglobex/a",
    "/v1/things/../a",
    "/v1/things/%2e%2e/a",
    "/V1/things/acme/a",
    "/open/",
    "//open",
  })
  void whatIsNotQuiteAPathIsNotThere(String path) {
    assertThat(status(decide(path, token()))).isEqualTo(404);
    assertThat(status(decide(path, ""))).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"'', 401", "Bearer, 401", "Basic eHg6eQ==, 401", "Bearer a b, 401"})
  void whatIsNoBearerIsNoToken(String authorization, int status) {
    assertThat(status(decide("/v1/things/acme/a", authorization))).isEqualTo(status);
    assertThat(decide("/open", authorization)).isInstanceOf(ApiGate.Decision.Granted.class);
  }

  @Test
  void theWordBearerMayBeWrittenInAnyCase() {
    assertThat(decide("/v1/things/acme/a", token().replace("Bearer", "bEARER")))
        .isInstanceOf(ApiGate.Decision.Granted.class);
  }
}
