package io.edgemq.ops.api;

import io.edgemq.ingest.auth.Authenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a table of routes: each request is judged by [ApiGate], then read whole and handed to its
/// handler on a thread that may block. It leaves no request to routes behind it.
public final class ApiServer {
  /// The longest body: the definition of a view as a text in JSON, where a byte may take several.
  public static final int BODY_BYTES_MAX = 256 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int FAILED = 500;
  private static final int UNAVAILABLE = 503;
  private static final long BODY_WITHIN_MILLIS = 10_000;

  private final ApiGate gate;
  private final Executor blocking;

  /// @param routes all there are; of two that match the first one answers
  /// @param authenticator for API keys in place of tokens
  /// @param blocking where handlers run
  public ApiServer(
      List<ApiRoute> routes, Tokens tokens, Authenticator authenticator, Executor blocking) {
    gate = new ApiGate(routes, tokens, authenticator);
    this.blocking = blocking;
  }

  /// All of it as one route of Pekko HTTP.
  public Route route() {
    return Directives.extractRequest(
        request -> Directives.extractMaterializer(system -> answer(request, system)));
  }

  private Route answer(HttpRequest request, Materializer system) {
    Optional<InetAddress> address =
        request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
    ApiGate.Decision decision =
        gate.decide(
            request.method().value(),
            request.getUri().getPathString(),
            request.getHeader("Authorization").map(HttpHeader::value),
            address.orElse(null));
    return switch (decision) {
      case ApiGate.Decision.Refused(ApiAnswer answer) -> {
        request.discardEntityBytes(system);
        yield completed(CompletableFuture.completedFuture(answer));
      }
      case ApiGate.Decision.Granted granted ->
          switch (granted.route().handler()) {
            case ApiHandler.Mounted(Route mounted) -> mounted;
            case ApiHandler.Blocking handler ->
                completed(
                    request
                        .entity()
                        .withSizeLimit(BODY_BYTES_MAX)
                        .toStrict(BODY_WITHIN_MILLIS, system)
                        .thenApplyAsync(
                            body -> handled(handler, granted, address, request, body), blocking)
                        .exceptionally(failure -> failed(request, failure)));
          };
    };
  }

  private static ApiAnswer handled(
      ApiHandler.Blocking handler,
      ApiGate.Decision.Granted granted,
      Optional<InetAddress> address,
      HttpRequest request,
      HttpEntity.Strict body) {
    try {
      return handler.answer(
          new ApiRequest(
              granted.caller(),
              address,
              granted.path(),
              request.getUri().query().toMap(),
              headers(request),
              body.getData().toArray()));
    } catch (ApiProblem problem) {
      return problem.answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> headers(HttpRequest request) {
    var headers = new HashMap<String, String>();
    request
        .getHeaders()
        .forEach(it -> headers.merge(it.lowercaseName(), it.value(), (a, b) -> a + ", " + b));
    return headers;
  }

  private static ApiAnswer failed(HttpRequest request, Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String method = request.method().value();
    String path = request.getUri().getPathString();
    return switch (failure) {
      case EntityStreamSizeException _ ->
          problem(TOO_LARGE, "The body has more than %d bytes.".formatted(BODY_BYTES_MAX));
      case UncheckedIOException e -> {
        LOG.warn("{} {} could not be answered: {}", method, path, String.valueOf(e.getCause()));
        yield problem(
            UNAVAILABLE,
            "The object store, or another node, did not do it; the log of the node has more.");
      }
      case RuntimeException e -> {
        LOG.error("{} {} could not be answered", method, path, e);
        yield problem(FAILED, "That should not have happened; the log of the node has more.");
      }
      default -> problem(BAD_REQUEST, "The body did not come, or not in time.");
    };
  }

  private static ApiAnswer problem(int status, String detail) {
    return ApiAnswer.problem(status, detail, List.of());
  }

  private Route completed(CompletionStage<ApiAnswer> answer) {
    return Directives.completeWithFuture(answer.thenCompose(this::later));
  }

  private CompletionStage<HttpResponse> later(ApiAnswer answer) {
    if (answer.delay().isZero()) {
      return CompletableFuture.completedFuture(response(answer));
    }
    return CompletableFuture.supplyAsync(
        () -> response(answer),
        CompletableFuture.delayedExecutor(
            answer.delay().toNanos(), TimeUnit.NANOSECONDS, blocking));
  }

  private static HttpResponse response(ApiAnswer answer) {
    HttpResponse response = HttpResponse.create().withStatus(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response = response.addHeader(HttpHeader.parse(header.getKey(), header.getValue()));
    }
    return answer.contentType().isEmpty()
        ? response
        : response.withEntity(
            HttpEntities.create(
                ContentTypes.parse(answer.contentType()), ByteString.fromString(answer.body())));
  }
}
