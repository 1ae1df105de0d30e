package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `/v1/keys`: API keys, without their secrets. The operator's are those of the tenant
/// [ApiKey#OPERATOR].
public final class Keys {
  private static final String ALL = "/v1/keys";
  private static final String ONE = ALL + "/{tenant}/{name}";
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private final Directory declared;
  private final KeyDocuments keys;
  private final Documents documents;
  private final Audited audited;
  private final InstantSource clock;

  /// @param declared what the configuration has
  public Keys(
      Directory declared,
      KeyDocuments keys,
      Documents documents,
      Audited audited,
      InstantSource clock) {
    this.declared = declared;
    this.keys = keys;
    this.documents = documents;
    this.audited = audited;
    this.clock = clock;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.READ, this::list),
        ApiRoute.of("POST", ALL, Access.ADMIN, this::create),
        ApiRoute.of("GET", ONE, Access.READ, this::get),
        ApiRoute.of("DELETE", ONE, Access.ADMIN, this::revoke));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    Optional<String> tenant = request.query("tenant");
    List<KeyName> names =
        all()
            .filter(it -> request.caller().sees(it.tenant()))
            .filter(it -> tenant.isEmpty() || tenant.get().equals(it.tenant()))
            .distinct()
            .filter(it -> page.isAfter(cursor(it)))
            .sorted((a, b) -> cursor(a).compareTo(cursor(b)))
            .limit(page.limit() + 1L)
            .toList();
    boolean hasMore = names.size() > page.limit();
    List<KeyName> shown = hasMore ? names.subList(0, page.limit()) : names;
    Set<KeyName> revoked = Set.copyOf(keys.revoked());
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (KeyName name : shown) {
      items.add(json(name, revoked));
    }
    return ApiAnswer.ok(
        Page.json(items, hasMore ? Optional.of(cursor(shown.getLast())) : Optional.empty()));
  }

  private Stream<KeyName> all() throws IOException {
    return Stream.concat(
        declared.keys().stream().map(it -> new KeyName(it.tenant(), it.name())),
        keys.keys().stream());
  }

  private static String cursor(KeyName name) {
    return name.tenant() + "/" + name.name();
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    return ApiAnswer.ok(json(existing(request), Set.copyOf(keys.revoked())));
  }

  private KeyName existing(ApiRequest request) throws ApiProblem, IOException {
    var name = new KeyName(request.path("tenant"), request.path("name"));
    if (all().noneMatch(name::equals)) {
      throw ApiProblem.notFound("There is no key %s.".formatted(cursor(name)));
    }
    return name;
  }

  private ApiAnswer create(ApiRequest request) throws ApiProblem, IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String secret = ApiKey.newSecret();
    ApiKey key = new NewKey(documents, secret, now).read(request);
    return audited.change(
        request,
        "create-key",
        "keys/" + key.tenant() + "/" + key.name(),
        () -> {
          var name = new KeyName(key.tenant(), key.name());
          if (declared.key(name).isPresent() || !keys.create(key, now)) {
            throw ApiProblem.conflict("There is, or was, a key of that name.", List.of());
          }
          documents.changed();
          ObjectNode json = json(key, "good").put("key", secret);
          return new Audited.Result(
              ApiAnswer.json(CREATED, json).with("Location", ALL + "/" + cursor(name)).unkept());
        });
  }

  private ApiAnswer revoke(ApiRequest request) throws ApiProblem, IOException {
    KeyName name = existing(request);
    return audited.change(
        request,
        "revoke-key",
        "keys/" + cursor(name),
        () -> {
          keys.revoke(name, clock.instant().truncatedTo(ChronoUnit.SECONDS));
          documents.changed();
          return new Audited.Result(ApiAnswer.empty(NO_CONTENT));
        });
  }

  private ObjectNode json(KeyName name, Set<KeyName> revoked) throws IOException {
    try {
      Optional<ApiKey> ofConfiguration = declared.key(name);
      ApiKey key = ofConfiguration.isPresent() ? ofConfiguration.get() : keys.read(name);
      String state =
          revoked.contains(name) ? "revoked" : key.isExpired(clock.instant()) ? "expired" : "good";
      return json(key, state);
    } catch (IllegalArgumentException e) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("tenant", name.tenant())
          .put("name", name.name())
          .put("state", "ignored: " + e.getMessage());
    }
  }

  private static ObjectNode json(ApiKey key, String state) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("tenant", key.tenant())
            .put("name", key.name())
            .put("state", state);
    key.endpoint().ifPresent(it -> json.put("endpoint", it));
    key.scopes().stream().sorted().map(Scope::label).forEach(json.putArray("scopes")::add);
    if (!key.isOperators()) {
      key.topics().forEach(json.putArray("topics")::add);
    }
    key.expiresAt().ifPresent(it -> json.put("expires", it.toString()));
    return json;
  }
}
