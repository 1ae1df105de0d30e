package io.edgemq.ops.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.placement.ClusterReports;
import io.edgemq.cluster.placement.LogReport;
import io.edgemq.cluster.placement.NodeReport;
import io.edgemq.cluster.shipping.Forecast;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.StringUnmarshallers;

/// Which log is on which node and how it is doing: `GET /cluster/logs` on any node tells of all,
/// with the [NodeReport#LOGS_MAX] busiest of each, `?limit=N` fewer.
public final class LogRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private LogRoutes() {}

  /// The route.
  public static Route of(ClusterReports reports) {
    return Directives.path(
        PathMatchers.segment("cluster").slash("logs"),
        () ->
            Directives.get(() ->
                Directives.parameterOptional(
                    StringUnmarshallers.INTEGER,
                    "limit",
                    limit -> answer(reports, limit.orElse(NodeReport.LOGS_MAX)))));
  }

  private static Route answer(ClusterReports reports, int limit) {
    if (limit < 0) {
      return Directives.complete(StatusCodes.BAD_REQUEST, "limit is 0 or more\n");
    }
    return Directives.onSuccess(
        reports.ask(limit),
        nodes ->
            Directives.complete(
                StatusCodes.OK,
                HttpEntities.create(
                    ContentTypes.APPLICATION_JSON, json(nodes).toPrettyString() + "\n")));
  }

  private static ObjectNode json(List<NodeReport> nodes) {
    ObjectNode all = JSON.objectNode();
    ArrayNode members = all.putArray("nodes");
    nodes.forEach(it -> node(members.addObject(), it));
    ArrayNode logs = all.putArray("logs");
    record Place(NodeReport node, LogReport log) {}
    nodes.stream()
        .flatMap(node -> node.busiest().stream().map(log -> new Place(node, log)))
        .sorted(Comparator.comparingLong((Place it) -> -it.log().bytesPerSecond()))
        .forEach(it -> log(logs.addObject(), it.node(), it.log()));
    return all;
  }

  private static void node(ObjectNode json, NodeReport node) {
    json.put("node", node.node())
        .put("instance", node.instance())
        .put("draining", node.isDraining())
        .put("logs", node.logs())
        .put("bytesPerSecond", node.bytesPerSecond())
        .put("waitingSegments", node.waitingSegments())
        .put("waitingBytes", node.waitingBytes());
    node.diskForecast().ifPresent(it -> left(json.put("diskRoomBytes", it.limitBytes()), it));
  }

  /// Nothing where so little enters that there is no end.
  private static void left(ObjectNode json, Forecast forecast) {
    forecast.left().ifPresent(it -> json.put("secondsLeft", it.toSeconds()));
  }

  private static void log(ObjectNode json, NodeReport node, LogReport log) {
    json.put("tenant", log.wal().tenant())
        .put("endpoint", log.wal().endpoint())
        .put("partition", log.wal().partition())
        .put("node", node.node())
        .put("instance", node.instance())
        .put("epoch", log.epoch())
        .put("connections", log.connections())
        .put("stalled", log.isStalled())
        .put("bytesPerSecond", log.bytesPerSecond());
    ObjectNode entering = json.putObject("entering");
    new TreeMap<>(log.entering()).forEach(entering::put);
    json.put("queuedBytes", log.queuedBytes())
        .put("openBytes", log.openBytes())
        .put("waitingSegments", log.waitingSegments())
        .put("waitingBytes", log.waitingBytes());
    node.forecast(log).ifPresent(it -> left(json.put("bytesMax", it.limitBytes()), it));
  }
}
