package io.edgemq.ingest.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// What browsers are told so that pages of the allowed origins may send and read the answers (the
/// CORS protocol of the Fetch standard). Nobody is refused for an origin: a browser that is not
/// told keeps to itself, and whoever sends data needs a key. Cookies play no part.
final class Cors {
  private static final HttpHeader METHODS =
      RawHeader.create("Access-Control-Allow-Methods", "POST");
  private static final HttpHeader HEADERS =
      RawHeader.create(
          "Access-Control-Allow-Headers",
          "X-API-Key, Authorization, Content-Type, Content-Encoding, X-Ack");

  /// How long a browser may keep the answer, in seconds: what browsers take at most.
  private static final HttpHeader MAX_AGE = RawHeader.create("Access-Control-Max-Age", "7200");

  private static final HttpHeader EXPOSE =
      RawHeader.create("Access-Control-Expose-Headers", "Retry-After");
  private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
  private static final HttpHeader ANY = allow(HttpSettings.ANY_ORIGIN);

  private final Set<String> origins;

  /// @param origins see [HttpSettings#corsOrigins()]
  Cors(Set<String> origins) {
    this.origins = origins;
  }

  /// The answer to a preflight or any other `OPTIONS`.
  HttpResponse options(HttpRequest request) {
    HttpResponse response = answer(request, Answers.options());
    boolean isPreflight = request.getHeader("Access-Control-Request-Method").isPresent();
    return isPreflight && allowed(request).isPresent()
        ? response.addHeaders(List.of(METHODS, HEADERS, MAX_AGE))
        : response;
  }

  /// An answer, and what a browser has to know about it.
  HttpResponse answer(HttpRequest request, HttpResponse response) {
    if (origins.isEmpty()) {
      return response;
    }
    List<HttpHeader> headers = new ArrayList<>(3);
    allowed(request)
        .ifPresent(it -> {
          headers.add(it);
          headers.add(EXPOSE);
        });
    if (!origins.contains(HttpSettings.ANY_ORIGIN)) {
      headers.add(VARY);
    }
    return headers.isEmpty() ? response : response.addHeaders(headers);
  }

  private Optional<HttpHeader> allowed(HttpRequest request) {
    Optional<String> origin = request.getHeader("Origin").map(HttpHeader::value);
    if (origins.contains(HttpSettings.ANY_ORIGIN)) {
      return origin.map(_ -> ANY);
    }
    return origin.filter(origins::contains).map(Cors::allow);
  }

  private static HttpHeader allow(String origin) {
    return RawHeader.create("Access-Control-Allow-Origin", origin);
  }
}
