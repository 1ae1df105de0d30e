package io.edgemq.ingest.auth;

import java.time.Duration;

/// How many wrong keys one address may send (decision 0021).
///
/// @param atOnce so many, after a pause
/// @param perMinute how many more come with the time, at least 1
/// @param delayMax how long the answer to one too many is held back, so that this rate is kept;
///   those that would have to wait longer are turned away at once
public record AttemptLimits(int atOnce, int perMinute, Duration delayMax) {
  public AttemptLimits {
    if (atOnce < 1 || perMinute < 1) {
      throw new IllegalArgumentException(atOnce + " attempts, and " + perMinute + " a minute");
    }
  }
}
