package io.edgemq.ops.load;

import java.io.IOException;

/// The messages of one HTTP client: request `r` has messages `r * batch` to `(r + 1) * batch - 1`,
/// as far as they belong to the share. With a timetable a request goes out when the last of them is
/// due.
final class HttpPublisher extends Publisher {
  private static final byte[] NOTHING = new byte[0];

  private final RequestEncoder encoder;
  private final int batch;
  private final int window;
  private final long[] sentNanos;
  private byte[] head = NOTHING;
  // Requests before `answered` have their 202; those from there to `next` are in flight; after a
  // reset `next` falls back and they are sent again.
  private long answered;
  private long next;
  private long high;

  /// @param encoder shared by the clients of the thread
  HttpPublisher(Lane lane, int batch, RequestEncoder encoder, int number, int slot) {
    super(lane, number, slot);
    this.encoder = encoder;
    this.batch = batch;
    window = lane.plan.window();
    sentNanos = new long[window];
  }

  /// A connection has been made.
  ///
  /// @param port of the server
  void open(int port) {
    head = encoder.head(port, number);
  }

  @Override
  void reopen() {
    next = answered;
  }

  @Override
  long next() {
    return messages(next);
  }

  @Override
  long sent() {
    return messages(high);
  }

  @Override
  long acknowledged() {
    return messages(answered);
  }

  @Override
  boolean isAnswered() {
    return next == answered;
  }

  @Override
  int sendable() {
    long due = due();
    long left = due - next();
    long whole = due == share ? left : left - Math.floorMod(left, batch);
    long room = (window - (next - answered)) * batch;
    return Math.clamp(whole, 0, (int) Math.min(room, Integer.MAX_VALUE));
  }

  @Override
  long send(Link link, int count) throws IOException {
    long before = sent();
    long first = next();
    long highBefore = high;
    encoder.begin();
    while (next() - first < count && encoder.hasRoom()) {
      encoder.put(head, number, next(), messages(next + 1));
      next++;
    }
    high = Math.max(high, next);
    countSent(first, before);
    long now = System.nanoTime();
    for (long request = highBefore; request < high; request++) {
      sentNanos[(int) (request % window)] = now;
    }
    link.write(encoder.end());
    return now;
  }

  /// The request that waits longest is answered with 202.
  void accepted(long nowNanos) {
    long latency = nowNanos - sentNanos[(int) (answered % window)];
    lane.tally.answerMicros.recordValue(Tally.micros(latency));
    answered++;
  }

  private long messages(long requests) {
    return Math.min(share, requests * batch);
  }
}
