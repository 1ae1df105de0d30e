package io.edgemq.ingest.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;

/// The HTTP connections of a node, on all its ports: how many there are, and their end when the
/// node stops. One that became a WebSocket is none of them. Any thread.
public final class HttpConnections {
  private final int connectionsMax;
  private final Set<ConnectionGuard.Open> open = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private volatile boolean isStopping;

  /// @param connectionsMax see [HttpSettings#connectionsMax()]
  public HttpConnections(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  /// Whether there is a place for one more. A few that come in the same instant may be let in
  /// beyond the limit.
  boolean hasPlace() {
    return open.size() < connectionsMax;
  }

  /// How many there are.
  public int count() {
    return open.size();
  }

  boolean isStopping() {
    return isStopping;
  }

  void opened(ConnectionGuard.Open connection) {
    open.add(connection);
    if (isStopping) {
      connection.stop();
    }
  }

  void closed(ConnectionGuard.Open connection) {
    open.remove(connection);
    endIfEmpty();
  }

  /// Takes no further request: connections end behind the answer that they are waiting for, those
  /// that wait for none at once.
  ///
  /// @return complete when the last has ended
  public CompletionStage<Done> shutDown() {
    isStopping = true;
    open.forEach(ConnectionGuard.Open::stop);
    endIfEmpty();
    return ended;
  }

  private void endIfEmpty() {
    if (isStopping && open.isEmpty()) {
      ended.complete(Done.done());
    }
  }
}
