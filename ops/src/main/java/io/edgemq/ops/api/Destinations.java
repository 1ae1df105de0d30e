package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `/v1/destinations`: where else the objects of endpoints go. Tenants may look at theirs and have
/// them tried. To change one is for the operator: it says where his nodes write, and with which of
/// his credentials.
public final class Destinations {
  private static final String ALL = "/v1/destinations";
  private static final String ONE = ALL + "/{tenant}/{name}";

  private final NodeSettings settings;
  private final Documents documents;
  private final DocumentResource resource;

  public Destinations(NodeSettings settings, Documents documents, Audited audited) {
    this.settings = settings;
    this.documents = documents;
    resource = new DocumentResource(DocumentKind.DESTINATIONS, documents, audited);
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.READ, resource::list),
        ApiRoute.of("GET", ONE, Access.READ, resource::get),
        ApiRoute.of("PUT", ONE, Access.OPERATOR_ADMIN, this::put),
        ApiRoute.of("DELETE", ONE, Access.OPERATOR_ADMIN, resource::delete),
        ApiRoute.of("POST", ONE + "/check", Access.ADMIN, this::check));
  }

  /// Puts it once it has been tried from here, unless there is `?check=false`.
  private ApiAnswer put(ApiRequest request) throws ApiProblem, IOException {
    if (!request.query("check").orElse("true").equals("false")) {
      Optional<Destination> destination = documents.use(it -> it.destination(request.body()));
      List<String> faults =
          destination
              .map(it -> DestinationCheck.faults(settings, it))
              .orElse(List.of()); // what it is instead, the change says
      if (!faults.isEmpty()) {
        throw ApiProblem.unprocessable(
            "It cannot be used from here; with ?check=false it is put nevertheless.", faults);
      }
    }
    return resource.put(request);
  }

  private ApiAnswer check(ApiRequest request) throws ApiProblem, IOException {
    DocumentName name = resource.name(request);
    Optional<Destination> destination = documents.use(it -> it.destination(name));
    if (destination.isEmpty()) {
      throw ApiProblem.notFound("There is no " + name + ".");
    }
    List<String> faults = DestinationCheck.faults(settings, destination.get());
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("usable", faults.isEmpty());
    faults.forEach(json.putArray("faults")::add);
    return ApiAnswer.ok(json);
  }
}
