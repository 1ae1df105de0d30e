package io.edgemq.cluster.wal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What a log has on the disk and may still put there. Plain and single-threaded.
final class DiskBudget {
  /// How old a look at the free space may be.
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final WalSettings settings;
  private final LongSupplier diskFreeBytes;
  private final InstantSource clock;
  private long queuedBytes;
  private long openBytes;
  private long waitingBytes;
  private int waitingSegments;
  private long freeBytes = Long.MAX_VALUE;
  private Instant lookedAt = Instant.MIN;

  /// Why nothing may be appended now.
  ///
  /// @param text for the log
  record Shortage(String text) {}

  DiskBudget(WalSettings settings, LongSupplier diskFreeBytes, InstantSource clock) {
    this.settings = settings;
    this.diskFreeBytes = diskFreeBytes;
    this.clock = clock;
  }

  void queued(long bytes) {
    queuedBytes += bytes;
  }

  void appended(long bytes) {
    queuedBytes -= bytes;
    openBytes += bytes;
  }

  void sealed(long bytes) {
    openBytes = Math.max(0, openBytes - bytes);
    waitingBytes += bytes;
    waitingSegments++;
  }

  void found(int segments, long bytes) {
    waitingSegments += segments;
    waitingBytes += bytes;
  }

  void released(long bytes) {
    waitingSegments--;
    waitingBytes -= bytes;
  }

  /// What stands in the way of the next append.
  Optional<Shortage> shortage() {
    long bytes = openBytes + waitingBytes;
    if (bytes >= settings.logBytesMax()) {
      return Optional.of(
          new Shortage(
              "its %d segments and %d bytes wait to be shipped, the limit is %d bytes"
                  .formatted(waitingSegments, bytes, settings.logBytesMax())));
    }
    Instant now = clock.instant();
    boolean isClockSetBack = now.isBefore(lookedAt);
    if (isClockSetBack || lookedAt.plus(LOOK_EVERY).isBefore(now)) {
      lookedAt = now;
      freeBytes = diskFreeBytes.getAsLong();
    }
    if (freeBytes < settings.diskFreeBytesMin()) {
      return Optional.of(
          new Shortage(
              "the disk has %d bytes free, %d are kept"
                  .formatted(freeBytes, settings.diskFreeBytesMin())));
    }
    return Optional.empty();
  }

  long openBytes() {
    return openBytes;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  int waitingSegments() {
    return waitingSegments;
  }

  long queuedBytes() {
    return queuedBytes;
  }
}
