package io.edgemq.ops.api;

import io.edgemq.cluster.directory.DocumentKind;
import java.util.List;

/// `/v1/tenants`: the tenants: which plan each has, and limits in its place. For the operator only.
public final class Tenants {
  private static final String ALL = "/v1/tenants";
  private static final String ONE = ALL + "/{name}";

  private final DocumentResource resource;

  public Tenants(Documents documents, Audited audited) {
    resource = new DocumentResource(DocumentKind.TENANTS, documents, audited);
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.OPERATOR_READ, resource::list),
        ApiRoute.of("GET", ONE, Access.OPERATOR_READ, resource::get),
        ApiRoute.of("PUT", ONE, Access.OPERATOR_ADMIN, resource::put),
        ApiRoute.of("DELETE", ONE, Access.OPERATOR_ADMIN, resource::delete));
  }
}
