package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.wal.SealPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final Plan PLAN = new Plan("pro", 10, 1);
  private static final SealPolicy SEAL = new SealPolicy(100, Duration.ofSeconds(1), 100);
  private static final Endpoint PLANT = new Endpoint("acme", "plant", PLAN, SEAL);
  private static final Endpoint OTHER = new Endpoint("other", "plant", PLAN, SEAL);

  @Test
  void endpointsOfTwoTenantsMayHaveOneName() {
    var directory = new Directory(List.of(PLANT, OTHER), List.of());

    assertThat(directory.endpoint("acme", "plant")).contains(PLANT);
    assertThat(directory.endpoint("other", "plant")).contains(OTHER);
    assertThat(directory.endpoint("acme", "office")).isEmpty();
    assertThat(directory.endpoints("acme")).containsExactly(PLANT);
  }

  @Test
  void aKeyIsFoundByItsSecretOnly() {
    ApiKey key = key("device", "secret", Optional.of("plant"));
    var directory = new Directory(List.of(PLANT), List.of(key));

    assertThat(directory.key(hash("secret"))).contains(key);
    assertThat(directory.key(hash("Secret"))).isEmpty();
    assertThat(directory.key(hash(""))).isEmpty();
  }

  @Test
  void contradictionsAreRefused() {
    assertThatThrownBy(() -> new Directory(List.of(PLANT, PLANT), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new Directory(
                List.of(PLANT),
                List.of(key("a", "same", Optional.empty()), key("b", "same", Optional.empty()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Directory(List.of(PLANT), List.of(key("a", "s", Optional.of("office")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretShowsNothingOfItself() {
    assertThat(key("device", "ing_live_x", Optional.empty()).toString())
        .doesNotContain("ing_live_x")
        .contains("SecretHash(…)");
    assertThat(hash("a")).isEqualTo(hash("a")).hasSameHashCodeAs(hash("a")).isNotEqualTo(hash("b"));
  }

  private static ApiKey key(String name, String secret, Optional<String> endpoint) {
    return new ApiKey("acme", name, hash(secret), endpoint, Set.of(Scope.INGEST));
  }

  private static SecretHash hash(String secret) {
    return SecretHash.of(secret.getBytes(UTF_8));
  }
}
