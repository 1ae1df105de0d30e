package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.DirectoryAdmin.Shown;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `/v1/views/{tenant}/{name}/versions/{version}/endpoints/{endpoint}`: which endpoints have a
/// view. To give it to one, or take it away, is the next version of the endpoint's document.
public final class Bindings {
  private static final String ONE = Views.ONE + "/versions/{version}/endpoints/{endpoint}";
  private static final String VIEWS = "views";
  private static final String OUTPUTS = "outputs";
  private static final String SEGMENT = "segment";

  private final Documents documents;
  private final DocumentResource endpoints;
  private final Audited audited;

  public Bindings(Documents documents, Audited audited) {
    this.documents = documents;
    this.audited = audited;
    endpoints = new DocumentResource(DocumentKind.ENDPOINTS, documents, audited);
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("PUT", ONE, Access.ADMIN, this::bind),
        ApiRoute.of("DELETE", ONE, Access.ADMIN, this::unbind));
  }

  private interface Change {
    void make(Set<String> views, String view) throws ApiProblem;
  }

  private ApiAnswer bind(ApiRequest request) throws ApiProblem, IOException {
    return change(request, "bind", Set::add);
  }

  private ApiAnswer unbind(ApiRequest request) throws ApiProblem, IOException {
    return change(
        request,
        "unbind",
        (views, view) -> {
          if (!views.remove(view)) {
            throw ApiProblem.notFound("The endpoint does not have " + view + ".");
          }
        });
  }

  private ApiAnswer change(ApiRequest request, String action, Change change)
      throws ApiProblem, IOException {
    String view = Views.name(request) + "/v" + Views.versionOf(request);
    DocumentName name = endpoint(request);
    return audited.change(
        request,
        action + " " + view,
        name.toString(),
        () -> {
          Shown shown =
              documents
                  .find(name)
                  .orElseThrow(() -> ApiProblem.notFound("There is no " + name + "."));
          ObjectNode document =
              shown
                  .json()
                  .orElseThrow(() ->
                      ApiProblem.conflict("The endpoint's document cannot be read.", List.of()));
          Set<String> views = texts(document.path(VIEWS));
          change.make(views, view);
          set(document, VIEWS, views);
          Set<String> outputs = texts(document.path(OUTPUTS));
          outputs.add(SEGMENT);
          if (views.isEmpty()) {
            outputs.remove(VIEWS);
          } else {
            outputs.add(VIEWS);
          }
          set(document, OUTPUTS, outputs);
          return endpoints.set(name, document, shown.listed().version(), request.caller());
        });
  }

  private static DocumentName endpoint(ApiRequest request) throws ApiProblem {
    try {
      return new DocumentName(
          DocumentKind.ENDPOINTS, request.path("tenant") + "/" + request.path("endpoint"));
    } catch (IllegalArgumentException e) {
      throw ApiProblem.notFound(String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> texts(JsonNode array) {
    var texts = new LinkedHashSet<String>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }

  private static void set(ObjectNode document, String member, Set<String> texts) {
    ArrayNode array = document.putArray(member);
    texts.forEach(array::add);
  }
}
