package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.directory.ViewDocuments.Published;
import io.edgemq.cluster.directory.ViewDrafts;
import io.edgemq.storage.wal.Names;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// `/v1/views`: the views of tenants: what is published, checking, and publishing.
public final class Views {
  private static final String ALL = "/v1/views";
  static final String ONE = ALL + "/{tenant}/{name}";
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int VERSION_MAX = 999_999_999;

  private final ViewDocuments views;
  private final ViewDrafts drafts;
  private final Documents documents;
  private final Audited audited;

  public Views(ViewDocuments views, ViewDrafts drafts, Documents documents, Audited audited) {
    this.views = views;
    this.drafts = drafts;
    this.documents = documents;
    this.audited = audited;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.READ, this::list),
        ApiRoute.of("POST", ALL + "/check", Access.READ, this::check),
        ApiRoute.of("GET", ONE, Access.READ, this::get),
        ApiRoute.of("GET", ONE + "/versions/{version}", Access.READ, this::version),
        ApiRoute.of("POST", ONE + "/publish", Access.ADMIN, this::publish));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    Caller caller = request.caller();
    Optional<String> tenant =
        caller.isOperator() ? request.query("tenant") : Optional.of(caller.key().tenant());
    boolean isOther =
        !request.query("tenant").equals(tenant) && request.query("tenant").isPresent();
    if (isOther || !tenant.map(Names::isName).orElse(true)) {
      return ApiAnswer.ok(Page.json(JsonNodeFactory.instance.arrayNode(), Optional.empty()));
    }
    Map<String, ObjectNode> all = all(tenant);
    List<String> cursors =
        all.keySet().stream().filter(page::isAfter).limit(page.limit() + 1L).toList();
    boolean hasMore = cursors.size() > page.limit();
    List<String> shown = hasMore ? cursors.subList(0, page.limit()) : cursors;
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    shown.forEach(it -> items.add(all.get(it)));
    return ApiAnswer.ok(
        Page.json(items, hasMore ? Optional.of(shown.getLast()) : Optional.empty()));
  }

  /// By cursor.
  private Map<String, ObjectNode> all(Optional<String> tenant) throws IOException {
    var all = new TreeMap<String, ObjectNode>();
    for (Published it : views.list(tenant)) {
      item(all, it.tenant(), it.view()).withArray("versions").add(it.version());
    }
    for (ViewDrafts.Name it : drafts.names(tenant)) {
      Optional<ViewDrafts.Draft> draft = drafts.find(it).filter(d -> d.definition().isPresent());
      draft.ifPresent(found -> item(all, it.tenant(), it.view()).put("draft", found.version()));
    }
    return all;
  }

  private static ObjectNode item(Map<String, ObjectNode> all, String tenant, String view) {
    return all.computeIfAbsent(
        tenant + "/" + view,
        _ -> {
          ObjectNode json =
              JsonNodeFactory.instance.objectNode().put("tenant", tenant).put("name", view);
          json.putArray("versions");
          return json;
        });
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    String tenant = request.path("tenant");
    String name = name(request);
    ObjectNode view = all(Optional.of(tenant)).get(tenant + "/" + name);
    if (view == null) {
      throw ApiProblem.notFound("There is no view %s of %s.".formatted(name, tenant));
    }
    return ApiAnswer.ok(view);
  }

  private ApiAnswer version(ApiRequest request) throws ApiProblem, IOException {
    int version = versionOf(request);
    PublishedView view =
        views
            .find(request.path("tenant"), name(request), version)
            .orElseThrow(() -> ApiProblem.notFound("It has no version " + version + "."));
    return EntityTag.isKnown(request, version)
        ? ApiAnswer.empty(304).tagged(version)
        : ApiAnswer.ok(json(request.path("tenant"), view)).tagged(version);
  }

  private static ObjectNode json(String tenant, PublishedView view) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("tenant", tenant)
        .put("name", view.definition().name())
        .put("version", view.definition().version())
        .put("definition", view.yaml());
  }

  private ApiAnswer check(ApiRequest request) throws ApiProblem {
    JsonBody body = JsonBody.of(request);
    String yaml = body.requiredText("definition", "YAML");
    body.refuseOthers();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (ViewReader.read(yaml.getBytes(UTF_8))) {
      case CheckedView.Valid(ViewDefinition view) -> {
        json.put("sound", true)
            .put("name", view.name())
            .put("version", view.version())
            .put("columns", view.columns().size());
        view.output().partitions().stream()
            .map(Partition::name)
            .forEach(json.putArray("partitions")::add);
      }
      case CheckedView.Faulty(var faults) ->
          json.put("sound", false).set("faults", ViewText.json(faults));
    }
    return ApiAnswer.ok(json);
  }

  private ApiAnswer publish(ApiRequest request) throws ApiProblem, IOException {
    String tenant = request.path("tenant");
    String name = name(request);
    JsonBody body = JsonBody.of(request);
    Optional<String> sent = body.text("definition");
    Optional<Integer> version = body.number("version", 1, VERSION_MAX);
    body.refuseOthers();
    if (!documents.hasTenant(tenant)) {
      throw ApiProblem.notFound("There is no tenant " + tenant + ".");
    }
    return audited.change(
        request,
        "publish",
        "views/" + tenant + "/" + name,
        () -> {
          String yaml =
              sent.isPresent()
                  ? sent.get()
                  : drafts
                      .find(new ViewDrafts.Name(tenant, name))
                      .flatMap(ViewDrafts.Draft::definition)
                      .orElseThrow(() -> ApiProblem.notFound("There is no draft of " + name + "."));
          return publish(tenant, ViewText.sound(yaml, name), version);
        });
  }

  private Audited.Result publish(String tenant, PublishedView view, Optional<Integer> wanted)
      throws ApiProblem, IOException {
    String name = view.definition().name();
    int last =
        views.list(Optional.of(tenant)).stream()
            .filter(it -> it.view().equals(name))
            .mapToInt(Published::version)
            .max()
            .orElse(0);
    if (last > 0 && wanted.orElse(last) == last && isLast(tenant, view, last)) {
      return published(tenant, ViewText.withVersion(view, last), OK);
    }
    int version = wanted.orElse(last + 1);
    PublishedView next = ViewText.withVersion(view, version);
    boolean isThere = views.find(tenant, name, version).isPresent();
    return switch (views.publish(tenant, next)) {
      case ViewDocuments.Outcome.Published() -> published(tenant, next, isThere ? OK : CREATED);
      case ViewDocuments.Outcome.Differs(_) ->
          throw ApiProblem.conflict(
              "Version %d has another definition, and never changes.".formatted(version),
              List.of());
    };
  }

  /// Whether it means what the last version does.
  private boolean isLast(String tenant, PublishedView view, int last)
      throws ApiProblem, IOException {
    ViewDefinition definition = ViewText.withVersion(view, last).definition();
    return views
        .find(tenant, definition.name(), last)
        .filter(it -> it.definition().equals(definition))
        .isPresent();
  }

  private Audited.Result published(String tenant, PublishedView view, int status) {
    documents.changed();
    int version = view.definition().version();
    return new Audited.Result(
        ApiAnswer.json(status, json(tenant, view)).tagged(version), OptionalInt.of(version));
  }

  /// The view that a path names.
  static String name(ApiRequest request) throws ApiProblem {
    String name = request.path("name");
    if (!ViewDefinition.NAME.matcher(name).matches()) {
      throw ApiProblem.notFound("There is no such view.");
    }
    return name;
  }

  /// The version that a path names.
  static int versionOf(ApiRequest request) throws ApiProblem {
    String version = request.path("version");
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw ApiProblem.notFound("There is no such version.");
    }
    return Integer.parseInt(version);
  }
}
