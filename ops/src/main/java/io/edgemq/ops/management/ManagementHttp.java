package io.edgemq.ops.management;

import io.edgemq.ingest.tls.TlsContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
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
/// Requests of pages in browsers that come from elsewhere (`Origin`) are refused: whoever has a
/// node on his own machine may visit any page. Who else may do what, the routes know.
public final class ManagementHttp {
  private static final int CONNECTIONS_MAX = 128;
  private static final int BODY_BYTES_MAX = 256 << 10;
  private static final int HEADERS_MAX = 64;
  private static final int HEADER_VALUE_BYTES_MAX = 8 << 10;
  private static final FiniteDuration IDLE_MAX = FiniteDuration.apply(60, TimeUnit.SECONDS);
  private static final FiniteDuration ANSWER_WITHIN = FiniteDuration.apply(20, TimeUnit.SECONDS);

  private ManagementHttp() {}

  /// Begins to listen.
  ///
  /// @param host name or address; IPv6 with or without brackets
  /// @param port 0 takes any free one
  /// @param tls for HTTPS; empty: HTTP
  /// @param route what answers; what it rejects is not found
  /// @return what listens; a failure if the port is not to be had
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, String host, int port, Optional<TlsContext> tls, Route route) {
    ServerBuilder builder =
        Http.get(system)
            .newServerAt(host, port)
            .withSettings(settings(ServerSettings.create(system.classicSystem())));
    if (tls.isPresent()) {
      builder = builder.enableHttps(ConnectionContext.httpsServer(tls.get()::serverEngine));
    }
    return builder.bind(guarded(tls.isPresent() ? "https://" : "http://", route));
  }

  private static Route guarded(String scheme, Route route) {
    Route refused = Directives.complete(StatusCodes.FORBIDDEN, "Not for pages of other servers.\n");
    return Directives.optionalHeaderValueByName(
        "Origin",
        origin ->
            Directives.optionalHeaderValueByName(
                "Host",
                host ->
                    origin.isEmpty() || origin.equals(host.map(scheme::concat)) ? route : refused));
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
        .withRemoteAddressAttribute(true)
        .withParserSettings(parser)
        .withTimeouts(
            defaults.getTimeouts().withIdleTimeout(IDLE_MAX).withRequestTimeout(ANSWER_WITHIN));
  }
}
