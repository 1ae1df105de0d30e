package io.edgemq.ingest.http;

import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.Transport;
import io.edgemq.ingest.websocket.MqttPath;
import io.edgemq.ingest.websocket.MqttUpgrade;
import io.edgemq.ingest.websocket.UpgradableHttp;
import io.edgemq.ingest.websocket.WebSocketSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// Serves HTTP to the clients of a listener. Any thread.
public final class HttpPort implements BiConsumer<ClientOrigin, Transport> {
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final MqttUpgrade upgrade;
  private final ActorRef<MqttConnections.Command> connections;

  /// @param webSocket how MQTT is served over WebSocket
  /// @param connections where that goes
  public HttpPort(
      ActorSystem<?> system,
      WebSocketSettings webSocket,
      ActorRef<MqttConnections.Command> connections) {
    this.upgrade = new MqttUpgrade(webSocket);
    this.connections = connections;
    this.http =
        UpgradableHttp.withoutTls(
            Http.get(system).serverLayer(ServerSettings.create(system.classicSystem())));
  }

  @Override
  public void accept(ClientOrigin origin, Transport transport) {
    Flow<HttpRequest, HttpResponse, NotUsed> routes =
        Flow.of(HttpRequest.class).map(request -> answer(request, origin));
    transport.run(Flow.fromGraph(new UpgradableHttp(http, routes)));
  }

  private HttpResponse answer(HttpRequest request, ClientOrigin origin) {
    Optional<MqttPath> path = MqttPath.of(request.getUri().getPathString());
    return path.isPresent()
        ? mqtt(request, origin, path.get())
        : HttpResponse.create().withStatus(StatusCodes.NOT_FOUND);
  }

  private HttpResponse mqtt(HttpRequest request, ClientOrigin origin, MqttPath path) {
    Optional<HttpResponse> refusal = upgrade.refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    List<String> hosts =
        request.getHeader(Host.class).map(it -> it.host().address()).stream().toList();
    var named = new EndpointNames(hosts, path.endpoint().orElse(null));
    return upgrade.accept(
        request,
        Flow.fromMaterializer((_, _) -> session(origin, named))
            .mapMaterializedValue(_ -> NotUsed.getInstance()));
  }

  /// The connection is made when the WebSocket is there, and then tells what runs on it.
  private Flow<ByteString, ByteString, NotUsed> session(ClientOrigin origin, EndpointNames named) {
    var protocol = new CompletableFuture<Flow<ByteString, ByteString, NotUsed>>();
    connections.tell(new MqttConnections.Open(origin, named, protocol::complete));
    return Flow.completionStageFlow(protocol).mapMaterializedValue(_ -> NotUsed.getInstance());
  }
}
