package io.edgemq.ingest.http;

import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.websocket.MqttUpgrade;
import io.edgemq.ingest.websocket.UpgradeRefusal;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.storage.measure.ReasonCounts;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// Answers requests to `/mqtt` and `/e/ENDPOINT/mqtt`: MQTT over WebSocket. Any thread.
final class MqttRoute {
  private final MqttUpgrade upgrade;
  private final ActorRef<MqttConnections.Command> connections;

  /// @param refusals counted there
  MqttRoute(
      WebSocketSettings webSocket,
      ActorRef<MqttConnections.Command> connections,
      ReasonCounts<UpgradeRefusal> refusals) {
    this.upgrade = new MqttUpgrade(webSocket, refusals);
    this.connections = connections;
  }

  HttpResponse answer(HttpRequest request, EndpointPath path, ClientOrigin client) {
    return upgrade.refusal(request).orElseGet(() -> accept(request, path, client));
  }

  private HttpResponse accept(HttpRequest request, EndpointPath path, ClientOrigin client) {
    EndpointNames named = path.names(request);
    return upgrade.accept(
        request,
        Flow.fromMaterializer((_, _) -> session(client, named))
            .mapMaterializedValue(_ -> NotUsed.getInstance()));
  }

  /// The connection is made when the WebSocket is there, and then tells what runs on it.
  private Flow<ByteString, ByteString, NotUsed> session(ClientOrigin client, EndpointNames named) {
    var protocol = new CompletableFuture<Flow<ByteString, ByteString, NotUsed>>();
    connections.tell(new MqttConnections.Open(client, named, protocol::complete));
    return Flow.completionStageFlow(protocol).mapMaterializedValue(_ -> NotUsed.getInstance());
  }
}
