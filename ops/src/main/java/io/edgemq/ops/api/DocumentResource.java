package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.DirectoryAdmin.Listed;
import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.DirectoryAdmin.Shown;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the resources have in common that are documents with versions: list, get, put, delete. What
/// is put is the document as docs/format/control.md has it, and it is checked as
/// [io.edgemq.cluster.directory.DirectoryAdmin] does.
final class DocumentResource {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final DocumentKind kind;
  private final Documents documents;
  private final Audited audited;

  DocumentResource(DocumentKind kind, Documents documents, Audited audited) {
    this.kind = kind;
    this.documents = documents;
    this.audited = audited;
  }

  /// Those that the caller sees, or of one tenant with `?tenant=`.
  ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    Optional<String> tenant = request.query("tenant");
    List<DocumentName> names =
        documents.use(it -> it.names(kind)).stream()
            .filter(it -> it.tenant().isEmpty() || request.caller().sees(it.tenant()))
            .filter(it -> tenant.isEmpty() || tenant.get().equals(it.tenant()))
            .filter(it -> page.isAfter(it.name()))
            .limit(page.limit() + 1L)
            .toList();
    boolean hasMore = names.size() > page.limit();
    List<DocumentName> shown = hasMore ? names.subList(0, page.limit()) : names;
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    documents.use(it -> it.show(shown)).forEach(it -> items.add(json(it)));
    return ApiAnswer.ok(
        Page.json(items, hasMore ? Optional.of(shown.getLast().name()) : Optional.empty()));
  }

  ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    DocumentName name = name(request);
    Shown shown = documents.find(name).orElseThrow(() -> missing(name));
    int version = shown.listed().version();
    return EntityTag.isKnown(request, version)
        ? ApiAnswer.empty(NOT_MODIFIED).tagged(version)
        : ApiAnswer.ok(json(shown)).tagged(version);
  }

  ApiAnswer put(ApiRequest request) throws ApiProblem, IOException {
    DocumentName name = name(request);
    return audited.change(request, "set", name.toString(), () -> put(name, request));
  }

  private Audited.Result put(DocumentName name, ApiRequest request) throws ApiProblem, IOException {
    boolean isThere = documents.find(name).isPresent();
    OptionalInt expected = expected(request, name, isThere);
    Outcome outcome = documents.set(name, request.body(), expected, request.caller());
    return done(name, outcome, isThere ? OK : CREATED, expected.isPresent());
  }

  /// Sets a document to what a handler has made of it.
  Audited.Result set(DocumentName name, ObjectNode json, int expected, Caller by)
      throws ApiProblem, IOException {
    byte[] bytes = json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return done(name, documents.set(name, bytes, OptionalInt.of(expected), by), OK, false);
  }

  ApiAnswer delete(ApiRequest request) throws ApiProblem, IOException {
    DocumentName name = name(request);
    return audited.change(request, "remove", name.toString(), () -> delete(name, request));
  }

  private Audited.Result delete(DocumentName name, ApiRequest request)
      throws ApiProblem, IOException {
    boolean isThere = documents.find(name).isPresent();
    OptionalInt expected = expected(request, name, isThere);
    if (!isThere) {
      throw missing(name);
    }
    return switch (documents.remove(name, expected, request.caller())) {
      case Outcome.Done(int version) ->
          new Audited.Result(ApiAnswer.empty(NO_CONTENT).tagged(version), OptionalInt.of(version));
      case Outcome.Conflict(int version) -> throw changed(version, expected.isPresent());
      case Outcome.Refused(List<String> why) ->
          throw ApiProblem.conflict("Something else needs it.", why);
    };
  }

  private OptionalInt expected(ApiRequest request, DocumentName name, boolean isThere)
      throws ApiProblem, IOException {
    int latest = documents.use(it -> it.latest(name));
    return EntityTag.expected(request, latest, isThere);
  }

  private Audited.Result done(DocumentName name, Outcome outcome, int status, boolean isConditional)
      throws ApiProblem, IOException {
    return switch (outcome) {
      case Outcome.Done(int version) -> {
        ObjectNode body =
            documents
                .find(name)
                .map(DocumentResource::json)
                .orElseGet(JsonNodeFactory.instance::objectNode);
        yield new Audited.Result(
            ApiAnswer.json(status, body).tagged(version), OptionalInt.of(version));
      }
      case Outcome.Conflict(int version) -> throw changed(version, isConditional);
      case Outcome.Refused(List<String> why) ->
          throw ApiProblem.unprocessable("The document is not right; nothing was changed.", why);
    };
  }

  private static ApiProblem changed(int version, boolean isConditional) {
    return new ApiProblem(
        isConditional ? PRECONDITION_FAILED : CONFLICT,
        "Somebody else was faster: it is at version " + version + ".");
  }

  private static ApiProblem missing(DocumentName name) {
    return ApiProblem.notFound("There is no " + name + ".");
  }

  /// The document that a path names.
  DocumentName name(ApiRequest request) throws ApiProblem {
    return switch (kind) {
      case PLANS, TENANTS -> name(request.path("name"));
      case ENDPOINTS, DESTINATIONS -> name(request.path("tenant") + "/" + request.path("name"));
    };
  }

  private DocumentName name(String text) throws ApiProblem {
    try {
      return new DocumentName(kind, text);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.notFound(String.valueOf(e.getMessage()));
    }
  }

  static ObjectNode json(Shown shown) {
    Listed listed = shown.listed();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!listed.name().tenant().isEmpty()) {
      json.put("tenant", listed.name().tenant());
    }
    json.put("name", listed.name().last())
        .put("version", listed.version())
        .put("state", listed.state());
    if (!listed.updatedAt().isEmpty()) {
      json.put("updatedAt", listed.updatedAt());
    }
    if (!listed.updatedBy().isEmpty()) {
      json.put("updatedBy", listed.updatedBy());
    }
    shown.json().ifPresent(it -> json.set("document", it));
    return json;
  }
}
