package io.edgemq.cluster.shipping;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses that grow with every failure: somewhere between nothing and a bound, which doubles from
/// `min` up to `max` (full jitter), so that what failed together does not come back together.
///
/// @param min the first bound
/// @param max the last bound
/// @param random where in between
record Backoff(Duration min, Duration max, RandomGenerator random) {
  /// A pause, of a millisecond at least.
  ///
  /// @param failuresBefore how often it failed in a row before this time
  Duration pause(int failuresBefore) {
    double bound = min.toMillis() * Math.pow(2, Math.min(failuresBefore, 30));
    double atMost = Math.min(bound, (double) max.toMillis());
    return Duration.ofMillis(Math.max(1, (long) (atMost * random.nextDouble())));
  }
}
