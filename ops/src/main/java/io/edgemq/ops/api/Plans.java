package io.edgemq.ops.api;

import io.edgemq.cluster.directory.DocumentKind;
import java.util.List;

/// `/v1/plans`: the plans. For the operator only.
public final class Plans {
  private static final String ALL = "/v1/plans";
  private static final String ONE = ALL + "/{name}";

  private final DocumentResource resource;

  public Plans(Documents documents, Audited audited) {
    resource = new DocumentResource(DocumentKind.PLANS, documents, audited);
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
