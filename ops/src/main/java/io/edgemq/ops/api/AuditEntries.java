package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.edgemq.ops.audit.AuditLog;
import java.io.IOException;
import java.util.List;

/// `/v1/audit`: who changed what, in the order of time.
public final class AuditEntries {
  private final AuditLog log;

  public AuditEntries(AuditLog log) {
    this.log = log;
  }

  /// Its route.
  public List<ApiRoute> routes() {
    return List.of(ApiRoute.of("GET", "/v1/audit", Access.OPERATOR_READ, this::list));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    if (page.after().isPresent() && !AuditLog.isCursor(page.after().get())) {
      throw ApiProblem.unprocessable("after is no cursor; allowed: next, or a day: 2026-01-31");
    }
    AuditLog.Part part = log.read(page.after(), page.limit());
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    items.addAll(part.entries());
    return ApiAnswer.ok(Page.json(items, part.next()));
  }
}
