package io.edgemq.ops.api;

import io.edgemq.cluster.directory.DocumentKind;
import java.util.List;

/// `/v1/endpoints`: the endpoints of the tenants.
public final class Endpoints {
  private static final String ALL = "/v1/endpoints";
  private static final String ONE = ALL + "/{tenant}/{name}";

  private final DocumentResource resource;

  public Endpoints(Documents documents, Audited audited) {
    resource = new DocumentResource(DocumentKind.ENDPOINTS, documents, audited);
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.READ, resource::list),
        ApiRoute.of("GET", ONE, Access.READ, resource::get),
        ApiRoute.of("PUT", ONE, Access.ADMIN, resource::put),
        ApiRoute.of("DELETE", ONE, Access.ADMIN, resource::delete));
  }
}
