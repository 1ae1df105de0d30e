package io.edgemq.ingest.http;

import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.ingest.transport.Transport;
import io.edgemq.ingest.websocket.UpgradableHttp;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.storage.measure.ReasonCounts;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves HTTP to the clients of a listener. Any thread.
public final class HttpPort implements BiConsumer<ClientOrigin, Transport> {
  /// Requests of one connection that are worked on at once; the next one waits in the socket.
  private static final int PIPELINED_MAX = 16;

  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

  private final Shared shared;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final IngestRoute ingest;
  private final MqttRoute mqtt;

  /// What all HTTP ports of a node share.
  ///
  /// @param settings limits
  /// @param authenticator checks keys
  /// @param rates how fast tenants may publish
  /// @param appenders take what is received
  /// @param connections all of them
  /// @param held the memory of bodies
  /// @param clock of the frames
  /// @param refusals counted there
  /// @param measures where all else is counted
  /// @param streams runs the streams of bodies
  public record Shared(
      HttpSettings settings,
      Authenticator authenticator,
      TenantRates rates,
      ActorRef<HttpAppenders.Command> appenders,
      HttpConnections connections,
      HeldBytes held,
      InstantSource clock,
      ReasonCounts<HttpRefusal> refusals,
      HttpMeasures measures,
      Materializer streams) {
    /// Of a node.
    public static Shared of(
        HttpSettings settings,
        Authenticator authenticator,
        TenantRates rates,
        ActorRef<HttpAppenders.Command> appenders,
        HttpConnections connections,
        InstantSource clock,
        HttpMeasures measures,
        ActorSystem<?> system) {
      return new Shared(
          settings,
          authenticator,
          rates,
          appenders,
          connections,
          new HeldBytes(settings.heldBytesMax(), settings.heldBytesTenantMax()),
          clock,
          measures.refusals(),
          measures,
          Materializer.matFromSystem(system));
    }
  }

  /// @param webSocket how MQTT is served over WebSocket
  /// @param mqtt where that goes
  public HttpPort(
      ActorSystem<?> system,
      Shared shared,
      WebSocketSettings webSocket,
      ActorRef<MqttConnections.Command> mqtt) {
    this.shared = shared;
    this.mqtt = new MqttRoute(webSocket, mqtt, shared.measures().upgrades());
    this.ingest = new IngestRoute(shared);
    this.http =
        UpgradableHttp.withoutTls(
            Http.get(system)
                .serverLayer(
                    serverSettings(ServerSettings.create(system.classicSystem()), shared)));
  }

  /// Timeouts are those of [ConnectionGuard] and [BodySink], the size of a body is judged by
  /// [IngestRoute].
  private static ServerSettings serverSettings(ServerSettings defaults, Shared shared) {
    ParserSettings parser =
        ((org.apache.pekko.http.scaladsl.settings.ServerSettings) defaults)
            .parserSettings()
            .withMaxContentLength(Long.MAX_VALUE)
            .withMaxHeaderValueLength(shared.settings().headerBytesMax())
            .withModeledHeaderParsing(false) // only those that HTTP itself needs
            .withIllegalHeaderWarnings(false);
    return defaults
        .withServerHeader(Optional.of(Server.create(ProductVersion.create("edgemq", ""))))
        .withPipeliningLimit(PIPELINED_MAX)
        .withRawRequestUriHeader(true)
        .withVerboseErrorMessages(false)
        .withTransparentHeadRequests(false)
        .withParserSettings(parser)
        .withTimeouts(
            defaults.getTimeouts().withRequestTimeout(scala.concurrent.duration.Duration.Zero()))
        .withParsingErrorHandler(IllegalRequest.class.getName());
  }

  @Override
  public void accept(ClientOrigin origin, Transport transport) {
    if (shared.connections().isStopping() || !shared.connections().hasPlace()) {
      shared.refusals().count(HttpRefusal.CONNECTIONS_MAX);
      transport.run(
          Flow.fromSinkAndSource(
              Sink.cancelled(),
              Source.single(
                  ConnectionGuard.answer(
                      HttpRefusal.CONNECTIONS_MAX, HttpRefusal.CONNECTIONS_MAX.advice()))));
      return;
    }
    var exchange = new ConnectionGuard.Exchange();
    var server = http.atop(BidiFlow.fromGraph(new ConnectionGuard(shared, exchange)));
    transport.run(Flow.fromGraph(new UpgradableHttp(server, routes(origin, exchange))));
  }

  /// Answers to requests, in their order.
  private Flow<HttpRequest, HttpResponse, NotUsed> routes(
      ClientOrigin origin, ConnectionGuard.Exchange exchange) {
    var order = new RequestOrder();
    return Flow.of(HttpRequest.class)
        .map(request -> {
          exchange.requested();
          return request;
        })
        .mapAsync(PIPELINED_MAX, request -> answer(request, origin, order))
        .map(response -> {
          exchange.answered();
          return shared.connections().isStopping() ? Answers.last(response) : response;
        });
  }

  private CompletionStage<HttpResponse> answer(
      HttpRequest request, ClientOrigin origin, RequestOrder order) {
    long begun = System.nanoTime();
    CompletionStage<HttpResponse> answer;
    try {
      answer = route(request, origin, order).exceptionally(this::failed);
    } catch (RuntimeException e) {
      answer = CompletableFuture.completedFuture(failed(e));
    }
    return answer.thenApply(it -> counted(it, begun));
  }

  private HttpResponse counted(HttpResponse response, long begunNanos) {
    HttpMeasures measures = shared.measures();
    measures.statuses().count(HttpMeasures.StatusClass.of(response.status().intValue()));
    measures.times().record(System.nanoTime() - begunNanos);
    return response;
  }

  private CompletionStage<HttpResponse> route(
      HttpRequest request, ClientOrigin origin, RequestOrder order) {
    String path = EndpointPath.ofTarget(target(request));
    Optional<EndpointPath> ofIngest = EndpointPath.of(path, EndpointPath.INGEST);
    if (ofIngest.isPresent()) {
      return ingest.answer(request, ofIngest.get(), origin, order);
    }
    Optional<HttpResponse> ofMqtt =
        EndpointPath.of(path, EndpointPath.MQTT).map(it -> mqtt.answer(request, it, origin));
    return CompletableFuture.completedFuture(
        ofMqtt.orElseGet(() -> refused(HttpRefusal.NOT_FOUND)));
  }

  /// As it was sent.
  private static String target(HttpRequest request) {
    return request.getHeader("Raw-Request-URI").map(HttpHeader::value).orElse("");
  }

  private HttpResponse failed(Throwable failure) {
    LOG.error("A request could not be answered", failure);
    return refused(HttpRefusal.INTERNAL_ERROR);
  }

  private HttpResponse refused(HttpRefusal reason) {
    shared.refusals().count(reason);
    return Answers.refused(reason);
  }
}
