package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.ViewDrafts;
import io.edgemq.cluster.directory.ViewDrafts.Draft;
import io.edgemq.views.check.ViewReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// `/v1/views/{tenant}/{name}/draft`: a definition that somebody works at. It may have faults, and
/// nobody but the management API looks at it.
public final class Drafts {
  private static final String DRAFT = Views.ONE + "/draft";
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int CONFLICT = 409;

  private final ViewDrafts drafts;
  private final Documents documents;
  private final Audited audited;
  private final InstantSource clock;

  public Drafts(ViewDrafts drafts, Documents documents, Audited audited, InstantSource clock) {
    this.drafts = drafts;
    this.documents = documents;
    this.audited = audited;
    this.clock = clock;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", DRAFT, Access.READ, this::get),
        ApiRoute.of("PUT", DRAFT, Access.ADMIN, this::put),
        ApiRoute.of("DELETE", DRAFT, Access.ADMIN, this::delete));
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    ViewDrafts.Name name = name(request);
    Draft draft = drafts.find(name).filter(Drafts::isThere).orElseThrow(Drafts::missing);
    return EntityTag.isKnown(request, draft.version())
        ? ApiAnswer.empty(NOT_MODIFIED).tagged(draft.version())
        : ApiAnswer.ok(json(name, draft)).tagged(draft.version());
  }

  private ApiAnswer put(ApiRequest request) throws ApiProblem, IOException {
    ViewDrafts.Name name = name(request);
    if (!documents.hasTenant(name.tenant())) {
      throw ApiProblem.notFound("There is no such tenant.");
    }
    JsonBody body = JsonBody.of(request);
    String yaml = body.requiredText("definition", "YAML");
    body.refuseOthers();
    if (yaml.getBytes(StandardCharsets.UTF_8).length > ViewReader.YAML_BYTES_MAX) {
      throw ApiProblem.unprocessable(
          "definition is too long; allowed: %d bytes".formatted(ViewReader.YAML_BYTES_MAX));
    }
    return audited.change(
        request, "set-draft", target(name), () -> put(request, name, Optional.of(yaml)));
  }

  private ApiAnswer delete(ApiRequest request) throws ApiProblem, IOException {
    ViewDrafts.Name name = name(request);
    return audited.change(
        request, "remove-draft", target(name), () -> put(request, name, Optional.empty()));
  }

  private Audited.Result put(ApiRequest request, ViewDrafts.Name name, Optional<String> definition)
      throws ApiProblem, IOException {
    Optional<Draft> before = drafts.find(name);
    boolean isThere = before.filter(Drafts::isThere).isPresent();
    OptionalInt expected =
        EntityTag.expected(request, before.map(Draft::version).orElse(0), isThere);
    if (!isThere && definition.isEmpty()) {
      throw missing();
    }
    OptionalInt version =
        drafts.put(
            name,
            definition,
            expected,
            request.caller().toString(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (version.isEmpty()) {
      throw expected.isPresent()
          ? ApiProblem.preconditionFailed("Somebody else was faster.")
          : new ApiProblem(CONFLICT, "Somebody else was faster.");
    }
    if (definition.isEmpty()) {
      return new Audited.Result(ApiAnswer.empty(NO_CONTENT), version);
    }
    Draft draft = drafts.find(name).orElseThrow(Drafts::missing);
    return new Audited.Result(
        ApiAnswer.json(isThere ? OK : CREATED, json(name, draft)).tagged(version.getAsInt()),
        version);
  }

  private static boolean isThere(Draft draft) {
    return draft.definition().isPresent();
  }

  private static ApiProblem missing() {
    return ApiProblem.notFound("There is no draft.");
  }

  private static ViewDrafts.Name name(ApiRequest request) throws ApiProblem {
    return new ViewDrafts.Name(request.path("tenant"), Views.name(request));
  }

  private static String target(ViewDrafts.Name name) {
    return "views/%s/%s/draft".formatted(name.tenant(), name.view());
  }

  private static ObjectNode json(ViewDrafts.Name name, Draft draft) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("tenant", name.tenant())
        .put("name", name.view())
        .put("version", draft.version())
        .put("updatedAt", draft.updatedAt())
        .put("updatedBy", draft.updatedBy())
        .put("definition", draft.definition().orElse(""));
  }
}
