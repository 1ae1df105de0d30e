package io.edgemq.ingest.http;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.ingest.auth.Authentication;
import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.ingest.http.AppendOutcome.Appended;
import io.edgemq.ingest.http.AppendOutcome.Refused;
import io.edgemq.ingest.http.BodyReceiver.Received;
import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.IngestBody;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.rate.TenantRate;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.jspecify.annotations.Nullable;

/// Answers requests to `/ingest` and `/e/ENDPOINT/ingest` (docs/http.md): checks the key before a
/// byte of the body is asked for, receives the body, and has it appended as a whole. Any thread.
///
/// A body that is refused is not read to its end, and not cancelled either, which would take the
/// answer along: pekko-http closes the connection behind an answer that comes before the end of the
/// request.
final class IngestRoute {
  /// What pekko-http gives a request without the header: this very object.
  private static final ContentType NO_CONTENT_TYPE =
      org.apache.pekko.http.scaladsl.model.ContentTypes.application$divoctet$minusstream();

  private final HttpPort.Shared shared;
  private final Cors cors;

  IngestRoute(HttpPort.Shared shared) {
    this.shared = shared;
    cors = new Cors(shared.settings().corsOrigins());
  }

  /// The answer to a request.
  ///
  /// @param order of the requests of its connection
  CompletionStage<HttpResponse> answer(
      HttpRequest request, EndpointPath path, ClientOrigin client, RequestOrder order) {
    if (request.method().equals(HttpMethods.OPTIONS)) {
      return done(cors.options(request));
    }
    CompletionStage<HttpResponse> answer =
        request.method().equals(HttpMethods.POST)
            ? post(request, path, client, order)
            : done(refused(HttpRefusal.METHOD_NOT_ALLOWED));
    return shared.settings().corsOrigins().isEmpty()
        ? answer
        : answer.thenApply(it -> cors.answer(request, it));
  }

  private CompletionStage<HttpResponse> post(
      HttpRequest request, EndpointPath path, ClientOrigin client, RequestOrder order) {
    if (shared.connections().isStopping()) {
      return done(refused(HttpRefusal.STOPPING));
    }
    return switch (RequestKey.of(request)) {
      case RequestKey.Ambiguous() -> done(refused(HttpRefusal.AMBIGUOUS_KEY));
      case RequestKey.Sent(byte[] key) ->
          switch (shared
              .authenticator()
              .check(key, path.names(request).and(client.hosts()), client.address().getAddress())) {
            case Authentication.Denied(Denial reason, Duration delay) ->
                after(delay, refused(HttpRefusal.of(reason), advice(reason)));
            case Authentication.Granted granted -> receive(request, granted, client, order);
          };
    };
  }

  private static String advice(Denial reason) {
    return reason == Denial.NO_KEY ? HttpRefusal.NO_KEY.advice() : reason.advice();
  }

  private CompletionStage<HttpResponse> receive(
      HttpRequest request,
      Authentication.Granted granted,
      ClientOrigin client,
      RequestOrder order) {
    Endpoint endpoint = granted.endpoint();
    Optional<AckLevel> asked = ack(request);
    if (asked.isEmpty()) {
      return done(refused(HttpRefusal.UNKNOWN_ACK));
    }
    TenantRate rate = shared.rates().of(endpoint);
    WalId log = endpoint.log(client.address().hashCode()); // one for a connection, for its order
    var door = new HttpAppenders.Door(log, endpoint.ack().orStronger(asked.get()));
    long owed = rate.owedNanos();
    if (owed > 0) { // said before the body is sent; taken when it is there
      return done(rateExceeded(granted, Duration.ofNanos(owed)));
    }
    RequestEntity entity = request.entity();
    IngestBody body =
        IngestBody.begin(
            contentType(request),
            contentEncoding(request),
            shared.settings().bodyLimits(endpoint),
            shared.clock().millis());
    entity.getContentLengthOption().ifPresent(body::announced);
    var receiver = new BodyReceiver(body, shared.held().part(endpoint.tenant()));
    Optional<Received.Refused> refusal = receiver.refusal();
    if (refusal.isPresent()) {
      receiver.abandon();
      return done(refused(refusal.get().reason(), refusal.get().detail()));
    }
    CompletableFuture<Received> received =
        entity instanceof HttpEntity.Strict strict
            ? CompletableFuture.completedFuture(receiver.takeWhole(strict.getData()))
            : BodySink.receive(entity, receiver, shared.settings(), shared.streams());
    return order.behindOthers(received, it -> append(it, granted, door, rate));
  }

  private CompletionStage<HttpResponse> append(
      Received received, Authentication.Granted granted, HttpAppenders.Door door, TenantRate rate) {
    return switch (received) {
      case Received.Refused(HttpRefusal reason, String detail) -> done(refused(reason, detail));
      case Received.Whole whole -> {
        if (!shared.authenticator().isGood(granted.key(), granted.endpoint().name())) {
          whole.held().close();
          yield done(refused(HttpRefusal.REVOKED_KEY));
        }
        Optional<Duration> owed =
            rate.tryTake(whole.frames().count(), whole.frames().framesBytes());
        if (owed.isPresent()) {
          whole.held().close();
          yield done(rateExceeded(granted, owed.get()));
        }
        var answer = new CompletableFuture<AppendOutcome>();
        var request = new AppendQueue.Request(whole.frames().batches(), whole.held(), answer);
        shared.appenders().tell(new HttpAppenders.Append(door, request));
        yield answer.thenApply(outcome ->
            switch (outcome) {
              case Appended(var position) -> accepted(granted, whole.frames(), position);
              case Refused(HttpRefusal reason) -> refused(reason);
            });
      }
    };
  }

  /// What 202 is to stand for at least; empty if that is no level.
  private static Optional<AckLevel> ack(HttpRequest request) {
    AckLevel strongest = AckLevel.DURABLE;
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("x-ack")) {
        Optional<AckLevel> asked = AckLevel.labelled(header.value().strip());
        if (asked.isEmpty()) {
          return asked;
        }
        strongest = strongest.orStronger(asked.get());
      }
    }
    return Optional.of(strongest);
  }

  /// The header's value; null if there is none. pekko-http leaves a value that it cannot read among
  /// the other headers.
  @SuppressWarnings("ReferenceEquality") // one that was sent is equal to it, but another
  private static @Nullable String contentType(HttpRequest request) {
    if (request.entity().getContentType() == NO_CONTENT_TYPE) {
      return request.getHeader("Content-Type").map(HttpHeader::value).orElse(null);
    }
    return request.entity().getContentType().toString();
  }

  private static @Nullable String contentEncoding(HttpRequest request) {
    String codings =
        StreamSupport.stream(request.getHeaders().spliterator(), false)
            .filter(it -> it.is("content-encoding"))
            .map(HttpHeader::value)
            .collect(Collectors.joining(","));
    return codings.isEmpty() ? null : codings;
  }

  private HttpResponse accepted(
      Authentication.Granted granted, Frames frames, LogPosition position) {
    traffic(granted).http(frames.count(), frames.framesBytes());
    return Answers.accepted(frames, position);
  }

  private Traffic.OfEndpoint traffic(Authentication.Granted granted) {
    Endpoint endpoint = granted.endpoint();
    return shared.measures().traffic().of(endpoint.tenant(), endpoint.name());
  }

  private HttpResponse rateExceeded(Authentication.Granted granted, Duration wait) {
    traffic(granted).overRate();
    shared.refusals().count(HttpRefusal.RATE_EXCEEDED);
    return Answers.refused(HttpRefusal.RATE_EXCEEDED, HttpRefusal.RATE_EXCEEDED.advice(), wait);
  }

  private HttpResponse refused(HttpRefusal reason, String detail) {
    shared.refusals().count(reason);
    return Answers.refused(reason, detail);
  }

  private HttpResponse refused(HttpRefusal reason) {
    return refused(reason, reason.advice());
  }

  private static CompletionStage<HttpResponse> after(Duration delay, HttpResponse response) {
    return delay.isZero()
        ? done(response)
        : new CompletableFuture<HttpResponse>()
            .completeOnTimeout(response, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
