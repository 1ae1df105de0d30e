package io.edgemq.cluster.directory;

import java.time.Duration;
import java.util.Optional;

/// How much may be published in a second, as frames of the log.
///
/// @param messagesPerSecond frames; empty: any number
/// @param bytesPerSecond bytes of these frames; empty: any number
/// @param burst what was not used is kept for so long: after a pause so many seconds' worth may
///   come at once
public record PublishRate(
    Optional<Integer> messagesPerSecond, Optional<Long> bytesPerSecond, Duration burst) {
  /// As much as the node takes.
  public static final PublishRate UNLIMITED =
      new PublishRate(Optional.empty(), Optional.empty(), Duration.ofSeconds(2));

  /// Whether there is anything to count.
  public boolean isLimited() {
    return messagesPerSecond.isPresent() || bytesPerSecond.isPresent();
  }
}
