package io.edgemq.ops.management;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import scala.concurrent.duration.FiniteDuration;

/// Serves the management port (`edgemq.management`) until the actor system ends, so that a stop can
/// be watched to its end.
///
/// There is no authentication. Requests of pages in browsers, which say where they come from
/// (`Origin`), are refused: whoever has a node on his own machine may visit any page.
public final class ManagementHttp {
  private static final int CONNECTIONS_MAX = 128;
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final int HEADERS_MAX = 64;
  private static final int HEADER_VALUE_BYTES_MAX = 8 << 10;
  private static final FiniteDuration IDLE_MAX = FiniteDuration.apply(60, TimeUnit.SECONDS);
  private static final FiniteDuration ANSWER_WITHIN = FiniteDuration.apply(20, TimeUnit.SECONDS);

  private ManagementHttp() {}

  /// Begins to listen.
  ///
  /// @param host name or address; IPv6 with or without brackets
  /// @param port 0 takes any free one
  /// @param routes asked in their order, the first that has an answer gives it
  /// @return what listens; a failure if the port is not to be had
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, String host, int port, List<Route> routes) {
    return Http.get(system)
        .newServerAt(host, port)
        .withSettings(settings(ServerSettings.create(system.classicSystem())))
        .bind(guarded(routes));
  }

  private static Route guarded(List<Route> routes) {
    Route refused = Directives.complete(StatusCodes.FORBIDDEN, "Not for pages in browsers.\n");
    Route all =
        Directives.concat(
            Directives.reject(), routes.toArray(Route[]::new)); // of nothing: not found
    return Directives.optionalHeaderValueByName(
        "Origin", origin -> origin.isPresent() ? refused : all);
  }

  private static ServerSettings settings(ServerSettings defaults) {
    ParserSettings parser =
        ((org.apache.pekko.http.scaladsl.settings.ServerSettings) defaults)
            .parserSettings()
            .withMaxContentLength(BODY_BYTES_MAX)
            .withMaxHeaderCount(HEADERS_MAX)
            .withMaxHeaderValueLength(HEADER_VALUE_BYTES_MAX)
            .withIllegalHeaderWarnings(false);
    return defaults
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("edgemq", ""))))
        .withMaxConnections(CONNECTIONS_MAX)
        .withVerboseErrorMessages(false)
        .withParserSettings(parser)
        .withTimeouts(
            defaults.getTimeouts().withIdleTimeout(IDLE_MAX).withRequestTimeout(ANSWER_WITHIN));
  }
}
