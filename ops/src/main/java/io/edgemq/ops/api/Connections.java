package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.operation.ClusterDesk;
import io.edgemq.cluster.operation.ConnectionReport;
import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.operation.NodeDesk;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `/v1/connections`: the MQTT clients of all nodes, and the end of one.
public final class Connections {
  private static final int NO_CONTENT = 204;
  private static final int UNAVAILABLE = 503;
  private static final int LEVEL_5_0 = 5;
  private static final Pattern ID = Pattern.compile("[0-7][0-9a-f]{15}");

  private final ClusterDesk desk;
  private final Audited audited;

  public Connections(ClusterDesk desk, Audited audited) {
    this.desk = desk;
    this.audited = audited;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", "/v1/connections", Access.READ, this::list),
        ApiRoute.of("DELETE", "/v1/connections/{id}", Access.ADMIN, this::disconnect));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem {
    Page page = Page.of(request);
    long after = -1;
    if (page.after().isPresent()) {
      after =
          id(page.after().get())
              .orElseThrow(() ->
                  ApiProblem.unprocessable("after is no cursor; allowed: next of another page"));
    }
    String tenant = request.query("tenant").orElse("");
    if (!request.caller().isOperator()) {
      if (!tenant.isEmpty() && !request.caller().sees(tenant)) {
        throw ApiProblem.notFound("There is no such tenant.");
      }
      tenant = request.caller().key().tenant();
    }
    var wanted =
        new ConnectionsWanted(tenant, request.query("endpoint").orElse(""), after, page.limit());
    ClusterDesk.Connections found = desk.connections(wanted).toCompletableFuture().join();
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    found.connections().forEach(it -> items.add(json(it)));
    ObjectNode json =
        Page.json(
            items,
            found.isCut()
                ? Optional.of(name(found.connections().getLast().connection().id()))
                : Optional.empty());
    found.missing().forEach(json.putArray("missing")::add);
    return ApiAnswer.ok(json);
  }

  private static ObjectNode json(ClusterDesk.Located located) {
    ConnectionReport connection = located.connection();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", name(connection.id()))
        .put("tenant", connection.tenant())
        .put("endpoint", connection.endpoint())
        .put("clientId", connection.clientId())
        .put("key", connection.key())
        .put("address", connection.address())
        .put("protocol", connection.protocolLevel() == LEVEL_5_0 ? "5.0" : "3.1.1")
        .put("transport", connection.transport())
        .put("since", Instant.ofEpochMilli(connection.sinceMs()).toString())
        .put("node", located.node());
  }

  private ApiAnswer disconnect(ApiRequest request) throws ApiProblem, IOException {
    String name = request.path("id");
    long id = id(name).orElseThrow(Connections::notThere);
    String tenant = request.caller().isOperator() ? "" : request.caller().key().tenant();
    return audited.change(
        request, "disconnect", "connections/" + name, () -> disconnect(id, tenant));
  }

  private Audited.Result disconnect(long id, String tenant) throws ApiProblem {
    ClusterDesk.Answers<NodeDesk.Disconnected> answers =
        desk.disconnect(id, tenant).toCompletableFuture().join();
    if (answers.byNode().containsValue(new NodeDesk.Disconnected(true))) {
      return new Audited.Result(ApiAnswer.empty(NO_CONTENT));
    }
    if (answers.missing().isEmpty()) {
      throw notThere();
    }
    throw new ApiProblem(
        UNAVAILABLE,
        "It is not on the nodes that have answered; these have not: "
            + String.join(", ", answers.missing()));
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("There is no such connection.");
  }

  private static String name(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  private static Optional<Long> id(String name) {
    return ID.matcher(name).matches()
        ? Optional.of(HexFormat.fromHexDigitsToLong(name))
        : Optional.empty();
  }
}
