package io.edgemq.cluster.shipping;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Bounds the bytes of a backlog that are shipped in a second: what was taken is owed, and while
/// something is owed no more of a backlog is taken (as in decision 0020). Plain and
/// single-threaded.
final class CatchUp {
  private final long bytesPerSecond;
  private final InstantSource clock;
  private Instant tookAt = Instant.MIN;
  private Instant paidAt = Instant.MIN;

  /// @param bytesPerSecond [Long#MAX_VALUE]: no bound
  CatchUp(long bytesPerSecond, InstantSource clock) {
    this.bytesPerSecond = bytesPerSecond;
    this.clock = clock;
  }

  /// Whether nothing is owed. A clock that was set back forgives.
  boolean isPaid() {
    Instant now = clock.instant();
    return !now.isBefore(paidAt) || now.isBefore(tookAt);
  }

  /// So many bytes of a backlog were taken, raw.
  void took(long bytes) {
    if (bytesPerSecond == Long.MAX_VALUE) {
      return;
    }
    Instant from = isPaid() ? clock.instant() : paidAt;
    tookAt = clock.instant();
    paidAt = from.plus(Duration.ofMillis((long) (bytes * 1e3 / bytesPerSecond)));
  }

  /// When nothing is owed any more.
  Instant paidAt() {
    return paidAt;
  }
}
