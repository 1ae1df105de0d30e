package io.edgemq.benchmarks;

import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/// What pekko-http does by itself: a server on a free loopback port that answers every request with
/// an empty 200 and looks at nothing. It has the settings of a node's HTTP port that cost or save
/// anything. Serves until it is killed.
public final class EmptyRouteMain {
  private static final int PIPELINED_MAX = 16;

  private EmptyRouteMain() {}

  /// Runs the program. Prints a line `empty route ready PORT`.
  public static void main(String[] arguments) throws Exception {
    var config =
        ConfigFactory.parseString("pekko { actor.provider = local, loglevel = WARNING }")
            .withFallback(ConfigFactory.load());
    ActorSystem system = ActorSystem.create("empty", config);
    ServerSettings defaults = ServerSettings.create(system);
    ServerSettings settings =
        defaults
            .withServerHeader(Optional.of(Server.create(ProductVersion.create("empty", ""))))
            .withPipeliningLimit(PIPELINED_MAX)
            .withTransparentHeadRequests(false)
            .withParserSettings(
                ((org.apache.pekko.http.scaladsl.settings.ServerSettings) defaults)
                    .parserSettings()
                    .withModeledHeaderParsing(false)
                    .withIllegalHeaderWarnings(false))
            .withTimeouts(
                defaults
                    .getTimeouts()
                    .withRequestTimeout(scala.concurrent.duration.Duration.Zero()));
    InetSocketAddress address =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .withSettings(settings)
            .bind(Directives.complete(StatusCodes.OK))
            .toCompletableFuture()
            .get()
            .localAddress();
    System.out.println("empty route ready " + address.getPort());
  }
}
