package io.edgemq.ops.node;

import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.http.HttpPort;
import io.edgemq.ingest.proxy.ProxyStage;
import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.Layer;
import io.edgemq.ingest.transport.Listener;
import io.edgemq.ingest.transport.Transport;
import io.edgemq.ops.metrics.NodeMeasures;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// The ports that clients come to: what is between a socket and the protocol, and who serves it.
///
/// @param connections takes those of MQTT
/// @param http what the HTTP ports share
record ClientPorts(
    NodeSettings settings,
    NodeCertificates certificates,
    NodeMeasures measures,
    ActorRef<MqttConnections.Command> connections,
    HttpPort.Shared http,
    ActorSystem<?> system) {

  /// What is done with the clients of a service.
  BiConsumer<ClientOrigin, Transport> served(Service service) {
    BiConsumer<ClientOrigin, Transport> served =
        switch (service) {
          case MQTT, MQTTS ->
              (origin, transport) ->
                  connections.tell(new MqttConnections.Open(origin, EndpointNames.NONE, transport));
          case HTTP, HTTPS -> new HttpPort(system, http, settings.webSocket(), connections);
        };
    String via =
        switch (service) {
          case MQTT -> "tcp";
          case MQTTS -> "tls";
          case HTTP -> "ws";
          case HTTPS -> "wss";
        };
    return (origin, transport) -> {
      measures.clients().count(service);
      origin.via(via);
      served.accept(origin, transport);
    };
  }

  /// How a port is listened on.
  ///
  /// @throws IOException if the certificates cannot be used
  Listener.Listen listen(NodeSettings.Listener listener) throws IOException {
    List<Layer> layers = new ArrayList<>();
    if (listener.isBehindProxy()) {
      layers.add(this::proxied);
    }
    if (listener.tls().isPresent()) {
      layers.add(tls(listener.service(), listener.tls().get()));
    }
    return new Listener.Listen(listener.host(), listener.port(), listener.backlog(), layers);
  }

  private Layer tls(Service service, TlsSettings tls) throws IOException {
    TlsContext context = certificates.ofPort(service, tls, system);
    return (protocol, origin) ->
        protocol.join(
            context.layer(peer -> {
              if (peer.serverName() != null) {
                origin.host(peer.serverName());
              }
            }));
  }

  private Flow<ByteString, ByteString, NotUsed> proxied(
      Flow<ByteString, ByteString, NotUsed> protocol, ClientOrigin origin) {
    NodeSettings.Proxy proxy = settings.proxy();
    return Flow.fromGraph(
            new ProxyStage(
                proxy.headerBytesMax(),
                proxy.headerTimeout(),
                header -> {
                  header.client().ifPresent(origin::address);
                  header.authority().ifPresent(origin::host);
                },
                measures.proxyFaults()::count))
        .via(protocol);
  }
}
