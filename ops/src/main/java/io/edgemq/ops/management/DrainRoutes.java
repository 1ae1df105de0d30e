package io.edgemq.ops.management;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// Takes a node out of service: `POST /cluster/drain` begins it and answers at once, `GET
/// /cluster/drain` says how far it is. Asked again it goes on as it was.
public final class DrainRoutes {
  /// What is done to the node.
  public interface Drain {
    /// Whether it was asked for.
    boolean hasBegun();

    /// `serving` until it began, `drained` when nothing is left to be done.
    String label();

    /// Whether there are others for all that this node does.
    boolean hasOthers();

    /// Begins, unless it has.
    void start();
  }

  private DrainRoutes() {}

  /// The routes.
  ///
  /// @param drain nothing as long as the node does not serve
  public static Route of(Supplier<Optional<? extends Drain>> drain) {
    return Directives.path(
        PathMatchers.segment("cluster").slash("drain"),
        () ->
            Directives.concat(
                Directives.get(() -> state(StatusCodes.OK, drain.get())),
                Directives.post(() -> begin(drain.get()))));
  }

  private static Route begin(Optional<? extends Drain> drain) {
    if (drain.isEmpty()) {
      return state(StatusCodes.SERVICE_UNAVAILABLE, drain);
    }
    if (!drain.get().hasBegun()) {
      if (!drain.get().hasOthers()) {
        return Directives.complete(
            StatusCodes.CONFLICT, "No other node is up that could take over; stop this one.\n");
      }
      drain.get().start();
    }
    return state(StatusCodes.ACCEPTED, drain);
  }

  private static Route state(StatusCode status, Optional<? extends Drain> drain) {
    String json = "{\"state\":\"%s\"}\n".formatted(drain.map(Drain::label).orElse("starting"));
    return Directives.complete(status, HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
  }
}
