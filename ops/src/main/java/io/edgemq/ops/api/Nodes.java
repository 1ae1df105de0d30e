package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.operation.ClusterDesk;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.operation.NodeStatus;
import io.edgemq.cluster.placement.NodeReport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/v1/nodes`: the nodes of the cluster, and taking one out of service. A node is named by its
/// address in the cluster, `host:port`, or by the instance id of its disk. For the operator only.
public final class Nodes {
  private static final String ALL = "/v1/nodes";
  private static final String ONE = ALL + "/{node}";
  private static final String DRAIN = ONE + "/drain";
  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final ClusterDesk desk;
  private final Supplier<List<NodeReport>> reports;
  private final Audited audited;

  /// @param reports of all nodes; blocks
  public Nodes(ClusterDesk desk, Supplier<List<NodeReport>> reports, Audited audited) {
    this.desk = desk;
    this.reports = reports;
    this.audited = audited;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", ALL, Access.OPERATOR_READ, this::list),
        ApiRoute.of("GET", ONE, Access.OPERATOR_READ, this::get),
        ApiRoute.of("GET", DRAIN, Access.OPERATOR_READ, this::drained),
        ApiRoute.of("POST", DRAIN, Access.OPERATOR_ADMIN, this::drain));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem {
    Page page = Page.of(request);
    var statuses = desk.look().toCompletableFuture();
    Map<String, NodeReport> byNode =
        reports.get().stream().collect(Collectors.toMap(NodeReport::node, Function.identity()));
    ClusterDesk.Answers<NodeStatus> all = statuses.join();
    List<Map.Entry<String, NodeStatus>> nodes =
        all.byNode().entrySet().stream()
            .filter(it -> page.isAfter(it.getKey()))
            .limit(page.limit() + 1L)
            .toList();
    boolean hasMore = nodes.size() > page.limit();
    List<Map.Entry<String, NodeStatus>> shown = hasMore ? nodes.subList(0, page.limit()) : nodes;
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    shown.forEach(it -> items.add(json(it.getKey(), it.getValue(), byNode.get(it.getKey()))));
    ObjectNode json =
        Page.json(items, hasMore ? Optional.of(shown.getLast().getKey()) : Optional.empty());
    all.missing().forEach(json.putArray("missing")::add);
    return ApiAnswer.ok(json);
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem {
    Map.Entry<String, NodeStatus> node = find(request);
    NodeReport report =
        reports.get().stream().filter(it -> it.node().equals(node.getKey())).findAny().orElse(null);
    return ApiAnswer.ok(json(node.getKey(), node.getValue(), report));
  }

  private static ObjectNode json(String name, NodeStatus status, @Nullable NodeReport report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("node", name)
            .put("instance", status.instance())
            .put("version", status.version().isEmpty() ? null : status.version());
    status.roles().forEach(json.putArray("roles")::add);
    json.put("ready", status.isServing())
        .put("draining", status.isDraining())
        .put("state", status.stage())
        .put("connections", status.connections());
    if (report != null) {
      json.put("logs", report.logs())
          .put("bytesPerSecond", report.bytesPerSecond())
          .put("waitingSegments", report.waitingSegments())
          .put("waitingBytes", report.waitingBytes());
      report
          .diskForecast()
          .ifPresent(forecast -> {
            json.put("diskRoomBytes", forecast.limitBytes());
            forecast.left().ifPresent(it -> json.put("secondsLeft", it.toSeconds()));
          });
    }
    return json;
  }

  private ApiAnswer drained(ApiRequest request) throws ApiProblem {
    Map.Entry<String, NodeStatus> node = find(request);
    return ApiAnswer.ok(state(node.getKey(), node.getValue().stage()));
  }

  private ApiAnswer drain(ApiRequest request) throws ApiProblem, IOException {
    String name = find(request).getKey();
    return audited.change(request, "drain", "nodes/" + name, () -> new Audited.Result(drain(name)));
  }

  private ApiAnswer drain(String name) throws ApiProblem {
    DrainAnswer answer =
        desk.drain(name)
            .toCompletableFuture()
            .join()
            .orElseThrow(() -> new ApiProblem(UNAVAILABLE, "The node does not answer."));
    return switch (answer.outcome()) {
      case DRAINING -> ApiAnswer.json(ACCEPTED, state(name, answer.stage()));
      case NO_OTHERS ->
          throw new ApiProblem(
              CONFLICT, "No other node is up that could take over; stop this one.");
      case NOT_SERVING -> throw new ApiProblem(UNAVAILABLE, "The node does not serve yet.");
    };
  }

  private static ObjectNode state(String name, String stage) {
    return JsonNodeFactory.instance.objectNode().put("node", name).put("state", stage);
  }

  private Map.Entry<String, NodeStatus> find(ApiRequest request) throws ApiProblem {
    String name = request.path("node");
    ClusterDesk.Answers<NodeStatus> all = desk.look().toCompletableFuture().join();
    Optional<Map.Entry<String, NodeStatus>> found =
        all.byNode().entrySet().stream()
            .filter(it -> it.getKey().equals(name) || it.getValue().instance().equals(name))
            .findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    throw all.missing().isEmpty()
        ? ApiProblem.notFound("There is no such node.")
        : all.missing().contains(name)
            ? new ApiProblem(UNAVAILABLE, "The node does not answer.")
            : ApiProblem.notFound(
                "There is no such node among those that answer; these do not: "
                    + String.join(", ", all.missing()));
  }
}
