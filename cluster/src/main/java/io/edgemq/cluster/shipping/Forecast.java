package io.edgemq.cluster.shipping;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How long there is room if nothing is shipped from now on and as much comes in as of late: on
/// this disk for one log, or on the disk for all.
///
/// @param usedBytes that are taken
/// @param limitBytes at which nothing more is appended
/// @param bytesPerSecond that come in, averaged
public record Forecast(long usedBytes, long limitBytes, long bytesPerSecond) {
  /// Times beyond this are as good as for ever.
  private static final Duration LONGEST = Duration.ofDays(3650);

  /// What may still be appended.
  public long roomBytes() {
    return Math.max(0, limitBytes - usedBytes);
  }

  /// Until the limit is reached; nothing if so little comes in that it is not worth a word.
  public Optional<Duration> left() {
    long room = roomBytes();
    if (room == 0) {
      return Optional.of(Duration.ZERO);
    }
    if (bytesPerSecond <= 0 || room / bytesPerSecond > LONGEST.toSeconds()) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(room / bytesPerSecond));
  }

  /// Of 100.
  public int percentUsed() {
    return limitBytes <= 0 ? 100 : (int) Math.min(100, usedBytes * 100.0 / limitBytes);
  }

  /// As in `35 % of 4294967296 bytes are used, 200000 enter in a second: 3.9 hours left at this
  /// rate`.
  @Override
  public String toString() {
    String left =
        left()
            .map(it -> hours(it) + " left at this rate")
            .orElse("nothing to worry about at this rate");
    return "%d %% of %d bytes are used, %d enter in a second: %s"
        .formatted(percentUsed(), limitBytes, bytesPerSecond, left);
  }

  private static String hours(Duration left) {
    return String.format(Locale.ROOT, "%.1f hours", left.toSeconds() / 3600.0);
  }
}
