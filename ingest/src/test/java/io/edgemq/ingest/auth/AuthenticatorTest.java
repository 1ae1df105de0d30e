package io.edgemq.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Declared;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.NodeTerms;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.wal.SealPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final Endpoint PLANT = endpoint("acme", "plant");
  private static final Endpoint OFFICE = endpoint("acme", "office");
  private static final Endpoint NUMBER = endpoint("acme", "10");
  private static final Endpoint LOCALHOST = endpoint("acme", "localhost");
  private static final Endpoint ONLY = endpoint("solo", "only");

  private static final ApiKey BOUND = key("acme", "bound", Optional.of("plant"), Scope.INGEST);
  private static final ApiKey WIDE = key("acme", "wide", Optional.empty(), Scope.INGEST);
  private static final ApiKey LONE = key("solo", "lone", Optional.empty(), Scope.INGEST);

  private static final InetAddress HOME = InetAddress.getLoopbackAddress();
  private static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");
  private static final ApiKey BRIEF =
      new ApiKey(
          "solo",
          "brief",
          SecretHash.of("brief".getBytes(UTF_8)),
          Optional.empty(),
          Set.of(Scope.INGEST),
          Plan.ALL_TOPICS,
          Optional.of(BEGIN.plusSeconds(60)));

  private Instant now = BEGIN;
  private Directory directory =
      new Directory(
          List.of(PLANT, OFFICE, NUMBER, LOCALHOST, ONLY),
          List.of(
              BOUND,
              WIDE,
              LONE,
              BRIEF,
              key("acme", "reader", Optional.of("plant"), Scope.METRICS),
              key("empty", "homeless", Optional.empty(), Scope.INGEST)));

  private final Authenticator authenticator =
      new Authenticator(
          () -> directory, () -> now, new AttemptLimits(100, 1, Duration.ofSeconds(90)));

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
    assertThat(authenticator.check(null, EndpointNames.NONE, HOME))
        .isEqualTo(denied(Denial.NO_KEY));
    assertThat(check("")).isEqualTo(denied(Denial.NO_KEY));
    assertThat(check("boun")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("bound\0")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("BOUND")).isEqualTo(denied(Denial.UNKNOWN_KEY));
    assertThat(check("reader")).isEqualTo(denied(Denial.NO_INGEST_SCOPE));
    assertThat(check("wide")).isEqualTo(denied(Denial.ENDPOINT_NOT_NAMED));
    assertThat(check("homeless")).isEqualTo(denied(Denial.NO_ENDPOINT));
    assertThat(authenticator.denials().snapshot())
        .isEqualTo(
            Map.of(
                Denial.NO_KEY,
                2L,
                Denial.UNKNOWN_KEY,
                3L,
                Denial.NO_INGEST_SCOPE,
                1L,
                Denial.ENDPOINT_NOT_NAMED,
                1L,
                Denial.NO_ENDPOINT,
                1L));
  }

  @ParameterizedTest(name = "key {0}, hosts {1}, path {2}")
  @CsvSource({
    // the path alone
    "wide, , plant, plant",
    "wide, , office, office",
    "bound, , plant, plant",
    "lone, , only, only",
    // a host alone
    "wide, plant.ingest.example.com, , plant",
    "wide, PLANT.Example.COM, , plant",
    "wide, plant.example.com., , plant",
    "wide, office.example, , office",
    "bound, plant.example.com, , plant",
    "lone, only.example.com, , only",
    // several hosts
    "wide, plant.example.com plant.example.org, , plant",
    "wide, mqtt.example.com plant.example.com, , plant",
    "wide, plant.example.com 192.0.2.1, , plant",
    // all of them
    "wide, plant.example.com, plant, plant",
    "bound, plant.example.com plant.example.com, plant, plant",
    // hosts that name nothing leave the rest to decide
    "wide, mqtt.example.com, plant, plant",
    "bound, mqtt.example.com, , plant",
    "lone, mqtt.example.com, , only",
    "lone, plant.example.com, , only", // an endpoint of somebody else
    "bound, localhost, , plant",
    "bound, 10.0.0.1, , plant"
  })
  void allThatNameAnEndpointName(
      String key, @Nullable String hosts, @Nullable String path, String endpoint) {
    assertThat(check(key, hosts, path))
        .isInstanceOfSatisfying(
            Authentication.Granted.class,
            granted -> assertThat(granted.endpoint().name()).isEqualTo(endpoint));
  }

  @ParameterizedTest(name = "key {0}, hosts {1}, path {2}")
  @CsvSource({
    // the path names what is not there, for this tenant, whatever else is said
    "wide, , nowhere, UNKNOWN_ENDPOINT",
    "wide, , only, UNKNOWN_ENDPOINT",
    "wide, , PLANT, UNKNOWN_ENDPOINT",
    "wide, , '', UNKNOWN_ENDPOINT",
    "wide, plant.example.com, nowhere, UNKNOWN_ENDPOINT",
    "bound, , nowhere, UNKNOWN_ENDPOINT",
    "lone, , plant, UNKNOWN_ENDPOINT",
    "homeless, , plant, UNKNOWN_ENDPOINT",
    // two of path, host and key disagree
    "wide, plant.example.com, office, ENDPOINT_DISAGREES",
    "wide, plant.example.com office.example.com, , ENDPOINT_DISAGREES",
    "wide, plant.example.com office.example.com, plant, ENDPOINT_DISAGREES",
    "bound, office.example.com, , ENDPOINT_DISAGREES",
    "bound, plant.example.com, office, ENDPOINT_DISAGREES",
    "bound, , office, ENDPOINT_DISAGREES",
    // nothing named
    "wide, mqtt.example.com, , ENDPOINT_NOT_NAMED",
    "wide, only.example.com, , ENDPOINT_NOT_NAMED",
    "homeless, plant.example.com, , NO_ENDPOINT",
    // who has no good key hears nothing of endpoints
    "unknown, , plant, UNKNOWN_KEY",
    "unknown, , nowhere, UNKNOWN_KEY",
    "unknown, plant.example.com, office, UNKNOWN_KEY",
    "reader, , nowhere, NO_INGEST_SCOPE",
    "reader, , office, NO_INGEST_SCOPE"
  })
  void whatNamesNoOneEndpointIsDenied(
      String key, @Nullable String hosts, @Nullable String path, Denial reason) {
    assertThat(check(key, hosts, path)).isEqualTo(denied(reason));
  }

  @Test
  void whoSendsNoKeyHearsNothingOfEndpoints() {
    assertThat(authenticator.check(null, new EndpointNames(List.of(), "nowhere"), HOME))
        .isEqualTo(denied(Denial.NO_KEY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "plant",
        ".plant",
        "..plant",
        ".plant.example.com",
        "10.0.0.1",
        "10.0.0.1.",
        "10.1",
        "::1",
        "[::1]",
        "::ffff:10.0.0.1",
        "[::ffff:10.0.0.1]",
        "mqtt.example.com",
        "plants.example.com",
        "plant_.example.com",
        "*.example.com",
        "only.example.com"
      })
  void thisHostNamesNothing(String host) {
    assertThat(check("wide", host, null)).isEqualTo(denied(Denial.ENDPOINT_NOT_NAMED));
  }

  @Test
  void aNumberNamesAnEndpointInAHostThatIsNoAddress() {
    assertThat(check("wide", "10.example.com", null))
        .isEqualTo(new Authentication.Granted(WIDE, NUMBER));
  }

  @Test
  void aKeyIsGoodUntilItExpires() {
    assertThat(check("brief")).isEqualTo(new Authentication.Granted(BRIEF, ONLY));
    assertThat(authenticator.isGood(BRIEF, "only")).isTrue();
    now = BEGIN.plusSeconds(60).minusNanos(1);
    assertThat(check("brief")).isEqualTo(new Authentication.Granted(BRIEF, ONLY));
    now = BEGIN.plusSeconds(60);
    assertThat(check("brief")).isEqualTo(denied(Denial.EXPIRED_KEY));
    assertThat(authenticator.isGood(BRIEF, "only")).isFalse();
    assertThat(authenticator.isGood(LONE, "only")).isTrue();
  }

  @Test
  void aKeyIsGoodUntilItIsTakenAway() {
    directory = new Directory(List.of(ONLY), List.of(BRIEF));
    assertThat(authenticator.isGood(LONE, "only")).isFalse();
    assertThat(authenticator.isGood(BRIEF, "only")).isTrue();
    assertThat(check("lone")).isEqualTo(denied(Denial.UNKNOWN_KEY));
  }

  @Test
  void aKeyIsGoodForAnEndpointUntilThatIsTakenAway() {
    assertThat(authenticator.isGood(WIDE, "plant")).isTrue();
    directory = new Directory(List.of(OFFICE), List.of(WIDE));
    assertThat(authenticator.isGood(WIDE, "plant")).isFalse();
    assertThat(authenticator.isGood(WIDE, "office")).isTrue();
  }

  @Test
  void whatIsTooLongForAKeyIsNotLookedUp() {
    String longest = "k".repeat(ApiKey.BYTES_MAX);
    ApiKey key = key("solo", longest, Optional.empty(), Scope.INGEST);
    ApiKey longer = key("solo", longest + "k", Optional.empty(), Scope.INGEST);
    directory = new Directory(List.of(ONLY), List.of(key, longer));

    assertThat(check(longest)).isEqualTo(new Authentication.Granted(key, ONLY));
    assertThat(check(longest + "k")).isEqualTo(denied(Denial.UNKNOWN_KEY));
  }

  @Test
  void untilAllKeysAreReadAnUnknownOneMayBeGoodLater() {
    var terms = new NodeTerms(new SealPolicy(1, Duration.ofSeconds(1), 1), 1, 1, 1, _ -> true);
    var declared = new Declared(Map.of(), Map.of(), directory, terms);
    var live = new LiveDirectory(declared, new MemoryObjectStore(), () -> now);
    directory = live.get();
    assertThat(check("nothing")).isEqualTo(denied(Denial.KEYS_NOT_READ));
    assertThat(check("lone")).isEqualTo(new Authentication.Granted(LONE, ONLY));
    assertThat(check("wide", null, "nowhere")).isEqualTo(denied(Denial.KEYS_NOT_READ));

    live.refresh();
    directory = live.get();
    assertThat(check("wide", null, "nowhere")).isEqualTo(denied(Denial.UNKNOWN_ENDPOINT));
    assertThat(check("nothing")).isEqualTo(denied(Denial.UNKNOWN_KEY));
  }

  @Test
  void wrongKeysAreTooManyInTheEndAndGoodOnesNever() {
    now = BEGIN.plusSeconds(60);
    for (int i = 0; i < 50; i++) {
      assertThat(check("nothing")).isEqualTo(denied(Denial.UNKNOWN_KEY));
      assertThat(check("brief")).isEqualTo(denied(Denial.EXPIRED_KEY));
      assertThat(check("reader")).isEqualTo(denied(Denial.NO_INGEST_SCOPE));
      assertThat(check("")).isEqualTo(denied(Denial.NO_KEY));
    }
    for (int i = 0; i < 2; i++) { // the time for another comes in the first and the second minute
      assertThat(check("nothing"))
          .isInstanceOfSatisfying(
              Authentication.Denied.class,
              it -> {
                assertThat(it.reason()).isEqualTo(Denial.UNKNOWN_KEY);
                assertThat(it.delay()).isPositive();
              });
    }
    for (int i = 0; i < 10; i++) {
      assertThat(check("nothing")).isEqualTo(denied(Denial.TOO_MANY_ATTEMPTS));
      assertThat(check("brief")).isEqualTo(denied(Denial.TOO_MANY_ATTEMPTS));
      assertThat(check("lone")).isEqualTo(new Authentication.Granted(LONE, ONLY));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyDenialSaysWhatToDoInOneLineOfAscii(Denial reason) {
    assertThat(reason.advice()).matches("[ -~]{20,300}").contains(": ");
  }

  private Authentication check(String key) {
    return authenticator.check(key.getBytes(UTF_8), EndpointNames.NONE, HOME);
  }

  /// @param hosts separated by spaces
  private Authentication check(String key, @Nullable String hosts, @Nullable String path) {
    List<String> split = hosts == null ? List.of() : List.of(hosts.split(" ", -1));
    return authenticator.check(key.getBytes(UTF_8), new EndpointNames(split, path), HOME);
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
