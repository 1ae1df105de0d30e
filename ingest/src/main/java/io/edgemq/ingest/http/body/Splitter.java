package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// Splits a decoded body into records, in whatever chunks it comes: what becomes of it depends on
/// its bytes alone. After a refusal it is not called again.
interface Splitter {
  /// Takes `[from, to)`, at least one byte.
  ///
  /// @return what the body is refused for, null if nothing is against it so far
  @Nullable Rejected take(byte[] bytes, int from, int to);

  /// The body has ended.
  ///
  /// @return what it is refused for, null if it is sound
  @Nullable Rejected finish();
}
