package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// Refuses once a limit is passed, and counts what it got.
final class CountingOutput implements Decoder.Output {
  static final Rejected FULL = Rejection.BODY_TOO_LARGE.because("full");

  private final long max;
  private long taken;

  CountingOutput(long max) {
    this.max = max;
  }

  @Override
  public @Nullable Rejected take(byte[] bytes, int from, int to) {
    taken += to - from;
    return taken > max ? FULL : null;
  }

  long taken() {
    return taken;
  }
}
