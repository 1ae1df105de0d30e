package io.edgemq.ingest.http;

import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.Transport;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// Serves HTTP to the clients of a listener. Any thread.
public final class HttpPort implements BiConsumer<ClientOrigin, Transport> {
  private static final SSLSession NO_SESSION = noSession();

  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final ActorRef<MqttConnections.Command> connections;

  /// @param connections where MQTT over WebSocket goes
  public HttpPort(ActorSystem<?> system, ActorRef<MqttConnections.Command> connections) {
    this.connections = connections;
    this.http =
        Http.get(system)
            .serverLayer(ServerSettings.create(system.classicSystem()))
            .atop(BidiFlow.fromFunctions(HttpPort::bytes, HttpPort::inbound));
  }

  private static SSLSession noSession() {
    try {
      return SSLContext.getDefault().createSSLEngine().getSession();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// TLS is a layer of the listener; what pekko-http has of it in its types is not used.
  private static ByteString bytes(TLSProtocol.SslTlsOutbound outbound) {
    return outbound instanceof TLSProtocol.SendBytes send
        ? send.bytes()
        : ByteString.emptyByteString();
  }

  private static TLSProtocol.SslTlsInbound inbound(ByteString bytes) {
    return new TLSProtocol.SessionBytes(NO_SESSION, bytes);
  }

  @Override
  public void accept(ClientOrigin origin, Transport transport) {
    transport.run(
        Flow.of(HttpRequest.class)
            .mapAsync(1, request -> answer(request, origin, connections))
            .join(http));
  }

  private static CompletionStage<HttpResponse> answer(
      HttpRequest request, ClientOrigin origin, Object connections) {
    var _ = java.util.Objects.hash(request, origin, connections);
    return CompletableFuture.completedFuture(HttpResponse.create().withStatus(404));
  }
}
