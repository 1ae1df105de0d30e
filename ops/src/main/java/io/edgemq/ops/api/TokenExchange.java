package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.auth.Identity;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `POST /v1/token/exchange`: a token for an API key.
public final class TokenExchange {
  private static final int TTL_DEFAULT_SECONDS = 900;
  private static final int FORBIDDEN = 403;
  private static final Set<Scope> POSSIBLE = EnumSet.complementOf(EnumSet.of(Scope.INGEST));

  private final Authenticator authenticator;
  private final Tokens tokens;
  private final int ttlSecondsMax;

  /// @param ttlMax the longest time that a token may be asked for
  public TokenExchange(Authenticator authenticator, Tokens tokens, Duration ttlMax) {
    this.authenticator = authenticator;
    this.tokens = tokens;
    ttlSecondsMax = (int) Math.min(ttlMax.toSeconds(), Integer.MAX_VALUE);
  }

  /// Its route.
  public List<ApiRoute> routes() {
    return List.of(ApiRoute.of("POST", "/v1/token/exchange", Access.PUBLIC, this::exchange));
  }

  private ApiAnswer exchange(ApiRequest request) throws ApiProblem {
    JsonBody body = JsonBody.of(request);
    String key = body.requiredText("api_key", "an API key");
    Optional<Set<Scope>> asked = asked(body.text("scope"));
    int ttl =
        body.number("ttl", 1, ttlSecondsMax).orElse(Math.min(TTL_DEFAULT_SECONDS, ttlSecondsMax));
    body.refuseOthers();
    return switch (authenticator.identify(key.getBytes(UTF_8), request.address().orElse(null))) {
      case Identity.Unknown(var why) -> KeyRefusal.of(why).unkept();
      case Identity.Known(ApiKey known) -> token(known, granted(known, asked), ttl);
    };
  }

  private static Optional<Set<Scope>> asked(Optional<String> scope) throws ApiProblem {
    if (scope.isEmpty() || scope.get().isBlank()) {
      return Optional.empty();
    }
    String text = scope.get().strip();
    Set<Scope> scopes = Tokens.scopes(text);
    boolean areAllKnown = scopes.size() == Arrays.stream(text.split(" ", -1)).distinct().count();
    if (!areAllKnown || !POSSIBLE.containsAll(scopes)) {
      throw ApiProblem.unprocessable(
          "scope is not known; allowed: " + Tokens.text(POSSIBLE) + ", separated by spaces");
    }
    return Optional.of(scopes);
  }

  private static Set<Scope> granted(ApiKey key, Optional<Set<Scope>> asked) throws ApiProblem {
    var caller = new Caller(new KeyName(key.tenant(), key.name()), key.scopes());
    Set<Scope> possible = EnumSet.copyOf(POSSIBLE);
    possible.retainAll(key.scopes());
    if (possible.isEmpty() || key.endpoint().isPresent()) {
      throw new ApiProblem(
          FORBIDDEN,
          key.endpoint().isPresent()
              ? "A key of one endpoint is for publishing only."
              : "The key has none of the scopes " + Tokens.text(POSSIBLE) + ".");
    }
    Set<Scope> granted = asked.orElse(possible);
    for (Scope scope : granted) {
      if (!caller.may(scope)) {
        throw new ApiProblem(FORBIDDEN, "The key lacks the scope " + scope.label() + ".");
      }
    }
    return granted;
  }

  private ApiAnswer token(ApiKey key, Set<Scope> scopes, int ttlSeconds) {
    return ApiAnswer.ok(
            JsonNodeFactory.instance
                .objectNode()
                .put("access_token", tokens.issue(key, scopes, Duration.ofSeconds(ttlSeconds)))
                .put("token_type", "Bearer")
                .put("expires_in", ttlSeconds)
                .put("scope", Tokens.text(scopes)))
        .unkept();
  }
}
