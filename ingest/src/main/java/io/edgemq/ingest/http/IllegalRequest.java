package io.edgemq.ingest.http;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/// The answer to what pekko-http does not take for a request: which rule was broken. The library
/// keeps what was sent out of its summaries, which are for clients; its details are not told. Made
/// by it, by the name of this class, once for each connection.
public final class IllegalRequest extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    log.debug("Illegal request, answered with {}: {}", status, error.summary());
    String detail =
        error.summary().isEmpty() ? HttpRefusal.MALFORMED_REQUEST.advice() : error.summary();
    String problem =
        Answers.problem(
            status.intValue(), status.reason(), HttpRefusal.MALFORMED_REQUEST.code(), detail);
    return HttpResponse.create()
        .withStatus(status.intValue())
        .withEntity(HttpEntities.create(Answers.PROBLEM, problem.getBytes(StandardCharsets.UTF_8)));
  }
}
