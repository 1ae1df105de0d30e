package io.edgemq.ops.api;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.storage.wal.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads what a key is to be that is asked for.
final class NewKey {
  private final Documents documents;
  private final String secret;
  private final Instant now;

  NewKey(Documents documents, String secret, Instant now) {
    this.documents = documents;
    this.secret = secret;
    this.now = now;
  }

  ApiKey read(ApiRequest request) throws ApiProblem, IOException {
    JsonBody body = JsonBody.of(request);
    Caller caller = request.caller();
    Optional<String> named = body.text("tenant");
    if (named.isEmpty() && caller.isOperator()) {
      throw ApiProblem.unprocessable(
          "tenant is missing; allowed: the name of one, or " + ApiKey.OPERATOR);
    }
    String tenant = named.orElse(caller.key().tenant());
    String name = body.requiredText("name", Names.RULE);
    Optional<String> endpoint = body.text("endpoint");
    Optional<List<String>> scopes = body.texts("scopes");
    Optional<List<String>> topics = body.texts("topics");
    Optional<String> expires = body.text("expires");
    body.refuseOthers();
    if (!Names.isName(name) || name.startsWith("ing_live_")) {
      throw ApiProblem.unprocessable("name is no name; allowed: " + Names.RULE);
    }
    requirePlace(caller, tenant, endpoint);
    return new ApiKey(
        tenant,
        name,
        SecretHash.of(secret.getBytes(StandardCharsets.US_ASCII)),
        endpoint,
        scopes(tenant, scopes),
        topics(tenant, topics),
        expires.isPresent() ? Optional.of(expiry(expires.get())) : Optional.empty());
  }

  private void requirePlace(Caller caller, String tenant, Optional<String> endpoint)
      throws ApiProblem, IOException {
    boolean isOperators = tenant.equals(ApiKey.OPERATOR);
    if (!caller.sees(tenant) || !(isOperators || documents.hasTenant(tenant))) {
      throw ApiProblem.unprocessable("tenant is unknown");
    }
    if (endpoint.isPresent() && (isOperators || !hasEndpoint(tenant, endpoint.get()))) {
      throw ApiProblem.unprocessable("endpoint is unknown");
    }
  }

  private boolean hasEndpoint(String tenant, String endpoint) throws IOException {
    try {
      var name = new DocumentName(DocumentKind.ENDPOINTS, tenant + "/" + endpoint);
      return documents.find(name).isPresent();
    } catch (IllegalArgumentException _) {
      return false; // it cannot even be a name
    }
  }

  private static Set<Scope> scopes(String tenant, Optional<List<String>> labels) throws ApiProblem {
    boolean isOperators = tenant.equals(ApiKey.OPERATOR);
    Set<Scope> possible =
        isOperators ? EnumSet.complementOf(EnumSet.of(Scope.INGEST)) : EnumSet.allOf(Scope.class);
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String label : labels.orElse(List.of(isOperators ? "admin" : "ingest"))) {
      scopes.add(
          possible.stream()
              .filter(it -> it.label().equals(label))
              .findFirst()
              .orElseThrow(() -> wrongScopes(possible)));
    }
    if (scopes.isEmpty()) {
      throw wrongScopes(possible);
    }
    return scopes;
  }

  private static ApiProblem wrongScopes(Set<Scope> possible) {
    return ApiProblem.unprocessable(
        "scopes has none, or an unknown one; allowed: "
            + String.join(", ", possible.stream().map(Scope::label).toList()));
  }

  private static List<String> topics(String tenant, Optional<List<String>> topics)
      throws ApiProblem {
    if (topics.isPresent()
        && (tenant.equals(ApiKey.OPERATOR)
            || topics.get().isEmpty()
            || !topics.get().stream().allMatch(TopicFilters::isFilter))) {
      throw ApiProblem.unprocessable(
          "topics has what is no filter; allowed: " + TopicFilters.ALLOWED);
    }
    return topics.orElse(Plan.ALL_TOPICS);
  }

  private Instant expiry(String text) throws ApiProblem {
    try {
      Instant at = Instant.parse(text.toUpperCase(Locale.ROOT));
      if (at.isAfter(now)) {
        return at;
      }
    } catch (DateTimeParseException _) {
      // as if it were past
    }
    throw ApiProblem.unprocessable(
        "expires is no time to come; allowed: as in 2027-01-01T00:00:00Z");
  }
}
