package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  private static final ApiKey KEY = key("one", Set.of(Scope.ADMIN, Scope.METRICS));

  private Directory directory = new Directory(List.of(), List.of(KEY));
  private Instant now = START;
  private final Tokens tokens = new Tokens(() -> directory, () -> now, Optional.of(SECRET));

  private static ApiKey key(String secret, Set<Scope> scopes) {
    return new ApiKey(
        "acme",
        "boss",
        SecretHash.of(secret.getBytes(UTF_8)),
        Optional.empty(),
        scopes,
        Plan.ALL_TOPICS,
        Optional.of(START.plus(Duration.ofHours(1))));
  }

  private String issued(Scope... scopes) {
    return tokens.issue(KEY, List.of(scopes), TTL);
  }

  private String whyBad(String token) {
    return ((Tokens.Checked.Bad) tokens.check(token)).why();
  }

  @Test
  void aTokenIsGoodForWhatItWasGivenFor() {
    assertThat(tokens.check(issued(Scope.READ)))
        .isEqualTo(
            new Tokens.Checked.Good(new Caller(new KeyName("acme", "boss"), Set.of(Scope.READ))));
    assertThat(tokens.check(issued(Scope.ADMIN, Scope.METRICS)))
        .isEqualTo(
            new Tokens.Checked.Good(
                new Caller(new KeyName("acme", "boss"), Set.of(Scope.ADMIN, Scope.METRICS))));
  }

  @Test
  void itEndsWhenItsTimeIsOver() {
    String token = issued(Scope.READ);

    now = START.plus(TTL).minusMillis(1);
    assertThat(tokens.check(token)).isInstanceOf(Tokens.Checked.Good.class);
    now = START.plus(TTL);
    assertThat(whyBad(token)).contains("has expired");
  }

  @Test
  void itEndsWithItsKey() {
    String token = tokens.issue(KEY, List.of(Scope.READ), Duration.ofHours(2));

    now = START.plus(Duration.ofHours(1));
    assertThat(whyBad(token)).contains("API key of the token");
    now = START;
    directory = new Directory(List.of(), List.of());
    assertThat(whyBad(token)).contains("API key of the token");
  }

  @Test
  void anotherKeyOfTheSameNameHasNotItsTokens() {
    String token = issued(Scope.READ);

    directory = new Directory(List.of(), List.of(key("two", KEY.scopes())));
    assertThat(whyBad(token)).contains("API key of the token");
  }

  @Test
  void whatTheKeyHasLostTheTokenHasToo() {
    String token = issued(Scope.ADMIN, Scope.METRICS);

    directory = new Directory(List.of(), List.of(key("one", Set.of(Scope.METRICS))));
    assertThat(((Tokens.Checked.Good) tokens.check(token)).caller().scopes())
        .containsExactly(Scope.METRICS);
  }

  @Test
  void onlyWhoHasTheSecretGivesTokens() {
    var others = new Tokens(() -> directory, () -> now, Optional.empty());
    var same = new Tokens(() -> directory, () -> now, Optional.of(SECRET));

    assertThat(whyBad(others.issue(KEY, List.of(Scope.ADMIN), TTL))).contains("not valid");
    assertThat(tokens.check(same.issue(KEY, List.of(Scope.ADMIN), TTL)))
        .isInstanceOf(Tokens.Checked.Good.class);
    assertThatThrownBy(
            () -> new Tokens(() -> directory, () -> now, Optional.of("short".getBytes(UTF_8))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenThatWasChangedOrIsNotSignedIsBad() {
    String[] parts = issued(Scope.READ).split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    String more = encoded(claims.replace("\"read\"", "\"admin\""));
    String none = encoded("{\"alg\":\"none\"}");

    assertThat(claims).contains("\"read\"").doesNotContain("ing_live_");
    assertThat(whyBad(parts[0] + "." + more + "." + parts[2])).contains("not valid");
    assertThat(whyBad(none + "." + parts[1] + ".")).contains("not valid");
    assertThat(whyBad(none + "." + parts[1] + "." + parts[2])).contains("not valid");
    assertThat(whyBad("")).contains("not valid");
    assertThat(whyBad("a.b.c")).contains("not valid");
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
