package io.edgemq.ops.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// `GET /metrics`: the numbers of a node, in OpenMetrics text where the request's `Accept` takes
/// it, otherwise in that of Prometheus.
public final class MetricsRoute {
  private MetricsRoute() {}

  /// The route.
  ///
  /// @param blocking where the numbers are gathered
  public static Route of(NodeMetrics metrics, Executor blocking) {
    return Directives.path(
        "metrics",
        () ->
            Directives.get(() ->
                Directives.optionalHeaderValueByName(
                    "Accept",
                    accept ->
                        Directives.onSuccess(
                            CompletableFuture.supplyAsync(
                                () -> metrics.expose(accept.orElse(null)), blocking),
                            MetricsRoute::answer))));
  }

  private static Route answer(NodeMetrics.Exposition exposition) {
    ContentType type = ContentTypes.parse(exposition.contentType());
    return Directives.complete(StatusCodes.OK, HttpEntities.create(type, exposition.bytes()));
  }
}
