package io.edgemq.ops.ready;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// `GET /alive`: 200 as long as the process can answer. `GET /ready`: 200 if all checks are good,
/// else 503; all of them are in the body.
public final class HealthRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private HealthRoutes() {}

  /// The routes.
  ///
  /// @param version of the program
  /// @param checks asked for each request; may block
  /// @param blocking where they are asked
  public static Route of(
      String version, InstantSource clock, Supplier<List<Check>> checks, Executor blocking) {
    Instant started = clock.instant();
    return Directives.concat(
        Directives.path(
            "alive",
            () ->
                Directives.get(() ->
                    Directives.complete(
                        StatusCodes.OK, entity(alive(version, started, clock.instant()))))),
        Directives.path(
            "ready",
            () ->
                Directives.get(() ->
                    Directives.onSuccess(
                        CompletableFuture.supplyAsync(checks, blocking), HealthRoutes::ready))));
  }

  private static Route ready(List<Check> checks) {
    boolean isReady = checks.stream().allMatch(Check::isGood);
    ObjectNode json = JSON.objectNode().put("ready", isReady);
    ArrayNode all = json.putArray("checks");
    checks.forEach(it ->
        all.addObject()
            .put("name", it.name())
            .put("ready", it.isGood())
            .put("detail", it.detail()));
    return Directives.complete(
        isReady ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE, entity(json));
  }

  private static ObjectNode alive(String version, Instant started, Instant now) {
    return JSON.objectNode()
        .put("alive", true)
        .put("version", version)
        .put("uptimeSeconds", Math.max(0, Duration.between(started, now).toSeconds()));
  }

  private static ResponseEntity entity(ObjectNode json) {
    return HttpEntities.create(ContentTypes.APPLICATION_JSON, json.toPrettyString() + "\n");
  }
}
