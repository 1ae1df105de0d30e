package io.edgemq.ingest.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Lets the requests of one connection be appended in the order in which they came (RFC 9112,
/// section 9.3.2): the body of one that came in several reads is complete a little later than that
/// of the next, which came in one.
///
/// For the stream of the connection, which calls it for one request after the other.
final class RequestOrder {
  private CompletionStage<?> last = CompletableFuture.completedFuture("nothing");

  /// Does something with a request when it has been received, and when the same has been done, or
  /// has failed, with all that came before it. Any thread does it.
  ///
  /// @return what comes of it
  <R, A> CompletionStage<A> behindOthers(
      CompletionStage<R> received, Function<R, CompletionStage<A>> next) {
    CompletionStage<CompletionStage<A>> begun =
        received.thenCombine(last, (whole, _) -> next.apply(whole));
    last = begun.handle((_, _) -> "done");
    return begun.thenCompose(answer -> answer);
  }
}
