package io.edgemq.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.storage.wal.SealPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final Endpoint PLANT = endpoint("acme", "plant");
  private static final Endpoint OFFICE = endpoint("acme", "office");
  private static final Endpoint ONLY = endpoint("solo", "only");

  private static final ApiKey BOUND = key("acme", "bound", Optional.of("plant"), Scope.INGEST);
  private static final ApiKey LONE = key("solo", "lone", Optional.empty(), Scope.INGEST);

  private final Authenticator authenticator =
      new Authenticator(
          new Directory(
              List.of(PLANT, OFFICE, ONLY),
              List.of(
                  BOUND,
                  LONE,
                  key("acme", "reader", Optional.of("plant"), Scope.METRICS),
                  key("acme", "wide", Optional.empty(), Scope.INGEST))));

  @Test
  void aKeyOpensItsEndpoint() {
    assertThat(check("bound")).isEqualTo(new Authentication.Granted(BOUND, PLANT));
  }

  @Test
  void aKeyOfATenantWithOneEndpointNeedsNoName() {
    assertThat(check("lone")).isEqualTo(new Authentication.Granted(LONE, ONLY));
  }

  @Test
  void everyOtherKeyIsDeniedForItsReason() {
    assertThat(authenticator.check(null)).isEqualTo(denied(Denial.NO_KEY));
    assertThat(check("")).isEqualTo(denied(Denial.NO_KEY));
    assertThat(check("boun")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("bound\0")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("BOUND")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("reader")).isEqualTo(denied(Denial.NO_INGEST_SCOPE));
    assertThat(check("wide")).isEqualTo(denied(Denial.ENDPOINT_NOT_NAMED));
  }

  private Authentication check(String key) {
    return authenticator.check(key.getBytes(UTF_8));
  }

  private static Authentication denied(Denial reason) {
    return new Authentication.Denied(reason);
  }

  private static Endpoint endpoint(String tenant, String name) {
    return new Endpoint(
        tenant, name, new Plan("pro", 10, 1), new SealPolicy(100, Duration.ofSeconds(1), 100));
  }

  private static ApiKey key(String tenant, String secret, Optional<String> endpoint, Scope scope) {
    return new ApiKey(
        tenant, secret, SecretHash.of(secret.getBytes(UTF_8)), endpoint, Set.of(scope));
  }
}
