package io.edgemq.ops.load;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// A client that speaks HTTP/1.1: posts batches over one connection that is kept alive, and checks
/// that each is answered with 202. Any other answer ends it; 429 and 503 say that it may come back.
final class HttpClient extends Client {
  private static final int ACCEPTED = 202;
  static final int TOO_MANY_REQUESTS = 429;
  static final int UNAVAILABLE = 503;

  private final HttpPublisher publisher;

  HttpClient(Lane lane, HttpPublisher publisher) {
    super(lane, publisher);
    this.publisher = publisher;
  }

  @Override
  void greet(Link current) throws IOException {
    publisher.open(current.port());
    opened(System.nanoTime());
  }

  @Override
  void take(ByteBuffer in, long nowNanos) throws IOException {
    for (int status = HttpAnswer.take(in); status != 0; status = HttpAnswer.take(in)) {
      if (status != ACCEPTED) {
        lane.tally.rejected++;
        lane.tally.refused.merge(status, 1, Integer::sum);
        boolean passes = status == TOO_MANY_REQUESTS || status == UNAVAILABLE;
        throw new Over(ConnectionEnd.REJECTED, passes, "status " + status);
      }
      if (publisher.isAnswered()) {
        throw new ProtocolException("an answer to no request");
      }
      publisher.accepted(nowNanos);
    }
  }
}
