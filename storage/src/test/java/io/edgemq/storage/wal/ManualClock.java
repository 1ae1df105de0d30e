package io.edgemq.storage.wal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is moved.
public final class ManualClock implements InstantSource {
  private Instant now = Instant.ofEpochMilli(1_700_000_000_000L);

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /// Moves the clock forward, or back by a negative time.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
