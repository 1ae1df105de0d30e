package io.edgemq.ops.management;

import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// `GET /alive`: the process answers. `GET /ready`: the node serves, otherwise 503.
public final class HealthRoutes {
  private HealthRoutes() {}

  /// The routes.
  public static Route of(BooleanSupplier isServing) {
    return Directives.concat(
        Directives.path("alive", () -> Directives.get(() -> answer(StatusCodes.OK))),
        Directives.path(
            "ready",
            () ->
                Directives.get(() ->
                    answer(
                        isServing.getAsBoolean()
                            ? StatusCodes.OK
                            : StatusCodes.SERVICE_UNAVAILABLE))));
  }

  private static Route answer(StatusCode status) {
    return Directives.complete(status, status.reason() + "\n");
  }
}
