package io.edgemq.cluster.shipping;

import io.edgemq.storage.s3.S3Failure;
import java.time.Instant;
import java.util.Optional;

/// What is wrong with a store that failed and has taken nothing since.
///
/// @param since when that began
/// @param text what it said last
/// @param reason why, where it is a bucket
public record StoreFault(Instant since, String text, Optional<S3Failure.Reason> reason) {
  private static final int CAUSES_MAX = 10;

  /// A store failed.
  static StoreFault of(Instant since, Throwable failure) {
    return new StoreFault(since, failure.toString(), reason(failure));
  }

  private static Optional<S3Failure.Reason> reason(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (cause instanceof S3Failure ofBucket) {
        return Optional.of(ofBucket.reason());
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
