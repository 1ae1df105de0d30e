package io.edgemq.cluster.directory;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An API key as it is kept: its secret only as SHA-256, so that neither a heap dump nor the
/// control documents give it away.
///
/// @param tenant whose key it is; [#OPERATOR] for those of nobody but the operator
/// @param name what people call it; this is what logs show
/// @param secret SHA-256 of the key
/// @param endpoint the only endpoint it is good for; empty: all of the tenant
/// @param scopes what it may be used for
/// @param topics MQTT topics that may be published to with it, as topic filters; the tenant's plan
///   has to allow them too
/// @param expiresAt when it stops being good; empty: never
public record ApiKey(
    String tenant,
    String name,
    SecretHash secret,
    Optional<String> endpoint,
    Set<Scope> scopes,
    List<String> topics,
    Optional<Instant> expiresAt) {
  private static final String PREFIX = "ing_live_";
  private static final int RANDOM_LENGTH = 32;
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /// In place of a tenant, for keys that belong to none. No tenant can have the name: theirs begin
  /// with a letter or a digit.
  public static final String OPERATOR = "_operator";

  /// @throws IllegalArgumentException if an operator's key is for publishing
  public ApiKey {
    scopes = Set.copyOf(scopes);
    topics = List.copyOf(topics);
    if (tenant.equals(OPERATOR) && (endpoint.isPresent() || scopes.contains(Scope.INGEST))) {
      throw new IllegalArgumentException("a key of no tenant is for publishing: " + name);
    }
  }

  /// Longest key that is looked up, in bytes: whatever is longer is none.
  public static final int BYTES_MAX = 128;

  /// A key that nobody has: `ing_live_` and 32 letters and digits, 190 bits of chance.
  public static String newSecret() {
    return new SecureRandom()
        .ints(RANDOM_LENGTH, 0, LETTERS_AND_DIGITS.length())
        .mapToObj(LETTERS_AND_DIGITS::charAt)
        .map(String::valueOf)
        .collect(Collectors.joining("", PREFIX, ""));
  }

  /// Whether it belongs to no tenant.
  public boolean isOperators() {
    return tenant.equals(OPERATOR);
  }

  /// Whether its time is over.
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /// A key for all topics of the plan and for ever.
  public ApiKey(
      String tenant, String name, SecretHash secret, Optional<String> endpoint, Set<Scope> scopes) {
    this(tenant, name, secret, endpoint, scopes, Plan.ALL_TOPICS, Optional.empty());
  }
}
