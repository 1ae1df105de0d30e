package io.edgemq.ingest.http.body;

import io.edgemq.storage.frame.FrameBatch;
import java.util.List;

/// What became of a body.
public sealed interface BodyOutcome {
  /// Its records as frames, to be appended as a whole or not at all. The arrays are handed over.
  ///
  /// @param batches the frames in the order of the records, at least one; all have the same TS
  /// @param count how many records there are
  /// @param payloadBytes bytes of all records, without headers
  record Frames(List<FrameBatch> batches, int count, long payloadBytes) implements BodyOutcome {
    public Frames {
      batches = List.copyOf(batches);
    }

    /// Bytes of all frames.
    public long framesBytes() {
      return batches.stream().mapToLong(FrameBatch::length).sum();
    }

    /// Bytes of memory behind the batches, at most a quarter more than their frames.
    public long heldBytes() {
      return batches.stream().mapToLong(it -> it.bytes().length).sum();
    }
  }

  /// It is refused.
  ///
  /// @param detail for the sender: what is wrong where, and what to do; holds nothing of the body
  record Rejected(Rejection reason, String detail) implements BodyOutcome {}
}
