package io.edgemq.ops.api;

import java.io.IOException;
import org.apache.pekko.http.javadsl.server.Route;

/// What answers a request that may be made.
public sealed interface ApiHandler {
  /// Answers on a thread that may block, several requests at a time.
  @FunctionalInterface
  non-sealed interface Blocking extends ApiHandler {
    /// Answers a request.
    ///
    /// @throws ApiProblem if there is nothing better to answer than what is wrong
    /// @throws IOException if the object store or another node failed: 503
    ApiAnswer answer(ApiRequest request) throws ApiProblem, IOException;
  }

  /// A route of Pekko HTTP, which looks at method and path again.
  record Mounted(Route route) implements ApiHandler {}
}
