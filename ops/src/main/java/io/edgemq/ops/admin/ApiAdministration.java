package io.edgemq.ops.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.DirectoryAdmin.Listed;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.ops.admin.ApiClient.Request;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/// Administration through the management API of a node (docs/management.md), with an API key. It
/// has no versions but the last, and nothing that was removed.
public final class ApiAdministration implements Administration {
  private static final String IGNORED = "ignored: ";
  private static final int PAGES_MAX = 10_000;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int UNPROCESSABLE = 422;

  private final ApiClient client;

  /// @param address of the management port, `http` or `https`, without a path
  /// @param key an API key; sent to get tokens only
  /// @param tls for `https`
  public ApiAdministration(URI address, String key, SSLContext tls) {
    client = new ApiClient(address, key, tls);
  }

  @Override
  public List<Listed> list(List<DocumentKind> kinds) throws IOException {
    var all = new ArrayList<Listed>();
    for (DocumentKind kind : kinds) {
      for (JsonNode item : items("/v1/" + kind.label(), "")) {
        all.add(listed(kind, item));
      }
    }
    all.sort(Comparator.comparing(it -> it.name().toString()));
    return all;
  }

  private static Listed listed(DocumentKind kind, JsonNode item) throws IOException {
    String tenant = item.path("tenant").asText();
    String name = item.path("name").asText();
    try {
      return new Listed(
          new DocumentName(kind, tenant.isEmpty() ? name : tenant + "/" + name),
          item.path("version").asInt(),
          ApiReply.text(item.path("updatedAt")),
          ApiReply.text(item.path("updatedBy")),
          ApiReply.text(item.path("state")));
    } catch (IllegalArgumentException e) {
      throw new IOException("the list of %s has what is no name".formatted(kind.label()), e);
    }
  }

  /// All pages of a list.
  ///
  /// @param query what is asked for, beginning with `&`; empty: all
  private List<JsonNode> items(String path, String query) throws IOException {
    var all = new ArrayList<JsonNode>();
    String after = "";
    for (int pages = 0; pages < PAGES_MAX; pages++) {
      String from = after.isEmpty() ? "" : "&after=" + encoded(after);
      JsonNode page = done(Request.get(path + "?limit=100" + query + from)).body();
      page.path("items").forEach(all::add);
      after = page.path("next").asText();
      if (after.isEmpty()) {
        return all;
      }
    }
    throw new IOException("the list %s has more than %d pages".formatted(path, PAGES_MAX));
  }

  @Override
  public Optional<Text> last(DocumentName name) throws IOException {
    Optional<ApiReply> found = find(path(name));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    JsonNode body = found.get().body();
    if (!body.has("document")) {
      throw new IOException("%s cannot be read: %s".formatted(name, text(body, "state")));
    }
    return Optional.of(new Text(body.path("version").asInt(), body.get("document").toString()));
  }

  @Override
  public List<Text> history(DocumentName name) throws IOException {
    throw new WrongUse(
        "--history goes with --config only: the management API has the last version and no other");
  }

  @Override
  public Outcome set(DocumentName name, byte[] json, OptionalInt expected) throws IOException {
    return put(name, "", json, expected);
  }

  @Override
  public Outcome setUntried(DocumentName name, byte[] json, OptionalInt expected)
      throws IOException {
    String query = name.kind() == DocumentKind.DESTINATIONS ? "?check=false" : "";
    return put(name, query, json, expected);
  }

  private Outcome put(DocumentName name, String query, byte[] json, OptionalInt expected)
      throws IOException {
    ApiReply reply =
        client.send(
            new Request(
                Scope.ADMIN,
                "PUT",
                path(name) + query,
                Optional.of(json),
                condition(name, expected)));
    return outcome(name, reply);
  }

  @Override
  public Outcome remove(DocumentName name, OptionalInt expected) throws IOException {
    ApiReply reply =
        client.send(
            new Request(
                Scope.ADMIN, "DELETE", path(name), Optional.empty(), condition(name, expected)));
    return outcome(name, reply);
  }

  /// For the API a document that is only declared is there, as version 0.
  private Map<String, String> condition(DocumentName name, OptionalInt expected)
      throws IOException {
    if (expected.isEmpty()) {
      return Map.of();
    }
    return expected.getAsInt() == 0 && find(path(name)).isEmpty()
        ? Map.of("If-None-Match", "*")
        : Map.of("If-Match", "\"" + expected.getAsInt() + "\"");
  }

  private Outcome outcome(DocumentName name, ApiReply reply) throws IOException {
    List<String> errors = reply.errors();
    return switch (reply.status()) {
      case PRECONDITION_FAILED -> conflict(name);
      case CONFLICT -> errors.isEmpty() ? conflict(name) : new Outcome.Refused(errors);
      case NOT_FOUND -> new Outcome.Refused(List.of(reply.detail()));
      case UNPROCESSABLE -> new Outcome.Refused(refusal(reply, errors));
      default -> {
        if (!reply.isDone()) {
          throw reply.failure();
        }
        yield new Outcome.Done(
            reply
                .tag()
                .orElseThrow(() ->
                    new IOException("%s: done, without a version".formatted(reply.request()))));
      }
    };
  }

  private static List<String> refusal(ApiReply reply, List<String> errors) {
    if (errors.isEmpty()) {
      return List.of(reply.detail());
    }
    var why = new ArrayList<>(errors);
    if (reply.detail().contains("?check=false")) {
      why.add("with --no-check it is put nevertheless");
    }
    return why;
  }

  private Outcome conflict(DocumentName name) throws IOException {
    return new Outcome.Conflict(find(path(name)).map(it -> it.tag().orElse(0)).orElse(0));
  }

  @Override
  public List<String> check(DocumentName destination) throws IOException {
    ApiReply reply = client.send(Request.change("POST", path(destination) + "/check"));
    if (reply.status() == NOT_FOUND) {
      throw new IOException("there is no " + destination);
    }
    if (!reply.isDone()) {
      throw reply.failure();
    }
    var faults = new ArrayList<String>();
    reply.body().path("faults").forEach(it -> faults.add(ApiReply.text(it)));
    return faults;
  }

  @Override
  public Optional<String> createKey(KeyTerms terms) throws IOException {
    String tenant = terms.name().tenant();
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("tenant", tenant)
            .put("name", terms.name().name());
    terms.endpoint().ifPresent(it -> body.put("endpoint", it));
    terms.scopes().stream().map(Scope::label).sorted().forEach(body.putArray("scopes")::add);
    if (!tenant.equals(ApiKey.OPERATOR)) {
      terms.topics().forEach(body.putArray("topics")::add);
    }
    terms.expiresAt().ifPresent(it -> body.put("expires", it.toString()));
    ApiReply reply = client.send(Request.post("/v1/keys", body));
    if (reply.status() == CONFLICT) {
      return Optional.empty();
    }
    if (reply.status() == UNPROCESSABLE) {
      throw new WrongUse("--" + reply.detail());
    }
    String secret = reply.body().path("key").asText();
    if (!reply.isDone() || !secret.matches("[!-~]+")) {
      throw reply.failure();
    }
    return Optional.of(secret);
  }

  @Override
  public Keys keys(Optional<String> tenant) throws IOException {
    var keys = new ArrayList<ListedKey>();
    var ignored = new ArrayList<String>();
    String query = tenant.map(it -> "&tenant=" + encoded(it)).orElse("");
    for (JsonNode item : items("/v1/keys", query)) {
      var name = new KeyName(text(item, "tenant"), text(item, "name"));
      String state = text(item, "state");
      if (state.startsWith(IGNORED)) {
        ignored.add(
            "the document of key %s of %s is %s".formatted(name.name(), name.tenant(), state));
      } else {
        keys.add(listed(name, state, item));
      }
    }
    return new Keys(keys, ignored);
  }

  private static ListedKey listed(KeyName name, String state, JsonNode item) {
    return new ListedKey(
        name,
        state,
        Optional.of(text(item, "endpoint")).filter(it -> !it.isEmpty()),
        texts(item.path("scopes")).stream().sorted().toList(),
        item.has("topics") ? texts(item.path("topics")) : Plan.ALL_TOPICS,
        Optional.of(text(item, "expires")).filter(it -> !it.isEmpty()));
  }

  private static List<String> texts(JsonNode nodes) {
    var all = new ArrayList<String>();
    nodes.forEach(it -> all.add(ApiReply.text(it)));
    return all;
  }

  @Override
  public Revocation revokeKey(KeyName name) throws IOException {
    String path = "/v1/keys/" + encoded(name.tenant()) + "/" + encoded(name.name());
    Optional<ApiReply> found = find(path);
    if (found.isEmpty()) {
      return Revocation.NO_KEY;
    }
    if (text(found.get().body(), "state").equals("revoked")) {
      return Revocation.BEFORE;
    }
    done(Request.change("DELETE", path));
    return Revocation.DONE;
  }

  @Override
  public void publish(String tenant, PublishedView view) throws IOException {
    String name = view.definition().name();
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("definition", view.yaml())
            .put("version", view.definition().version());
    String path = "/v1/views/%s/%s/publish".formatted(encoded(tenant), encoded(name));
    ApiReply reply = client.send(Request.post(path, body));
    if (reply.status() == NOT_FOUND) {
      throw new WrongUse("TENANT is unknown: see edgemq admin list tenants");
    }
    if (reply.status() == CONFLICT) {
      throw new IOException(
          "%s of %s has another definition; a change is a new version"
              .formatted(view.label(), tenant));
    }
    if (!reply.isDone()) {
      throw reply.failure();
    }
  }

  private Optional<ApiReply> find(String path) throws IOException {
    ApiReply reply = client.send(Request.get(path));
    if (reply.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!reply.isDone()) {
      throw reply.failure();
    }
    return Optional.of(reply);
  }

  private ApiReply done(Request request) throws IOException {
    ApiReply reply = client.send(request);
    if (!reply.isDone()) {
      throw reply.failure();
    }
    return reply;
  }

  private static String path(DocumentName name) {
    return "/v1/" + name; // names need no encoding
  }

  private static String text(JsonNode of, String member) {
    return ApiReply.text(of.path(member));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
