package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// Undoes a content encoding, in whatever chunks the body comes. After a refusal, its own or that
/// of its output, only [#close()] is called.
interface Decoder extends AutoCloseable {
  /// Gets what was decoded, in pieces of bounded size and at least one byte. Their array is used
  /// again once the call returns.
  interface Output {
    /// Takes `[from, to)`.
    ///
    /// @return what the body is refused for: nothing more is decoded then
    @Nullable Rejected take(byte[] bytes, int from, int to);
  }

  /// Decodes all of `[from, to)`, at least one byte.
  ///
  /// @return what the body is refused for, null if nothing is against it so far
  @Nullable Rejected decode(byte[] bytes, int from, int to, Output output);

  /// The body has ended, behind at least one byte.
  ///
  /// @return what it is refused for, null if it is whole
  @Nullable Rejected finish();

  /// Bytes of memory that this takes at most, inside and outside of the heap.
  long heldBytes();

  /// Gives the memory back; may be called again.
  @Override
  void close();
}
