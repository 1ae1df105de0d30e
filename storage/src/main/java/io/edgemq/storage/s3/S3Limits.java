package io.edgemq.storage.s3;

import java.time.Duration;
import java.util.OptionalInt;

/// How long and how much.
///
/// @param connectTimeout until a connection is there
/// @param silenceTimeout without a byte from the store
/// @param attemptTimeout of one request, with all that is sent
/// @param callTimeout of a request and of its repetitions
/// @param multipartThresholdBytes objects of this size are put in parts; empty: none are
/// @param partBytes of each part but the last, at least 5 MiB (S3's rule)
/// @param partsInFlight of one object
public record S3Limits(
    Duration connectTimeout,
    Duration silenceTimeout,
    Duration attemptTimeout,
    Duration callTimeout,
    OptionalInt multipartThresholdBytes,
    int partBytes,
    int partsInFlight) {
  /// The smallest part, apart from the last.
  public static final int PART_BYTES_LEAST = 5 << 20;

  public S3Limits {
    if (partBytes < PART_BYTES_LEAST || partsInFlight < 1) {
      throw new IllegalArgumentException("parts of " + partBytes + " × " + partsInFlight);
    }
  }
}
