package io.edgemq.ops.history;

import io.edgemq.storage.commit.RenderMarker;
import io.edgemq.views.rows.Choice;
import java.io.IOException;
import java.util.Optional;

/// What of a segment is rendered.
///
/// @param choice of its rows
/// @param source as in [RenderMarker]
record Part(Choice choice, String source) {
  static final Part WHOLE = new Part(Choice.ALL, RenderMarker.SOURCE_SEGMENT);

  /// Says what of a segment is rendered.
  @FunctionalInterface
  interface Chooser {
    /// The part of a segment; nothing if there is none.
    ///
    /// @throws IOException if that cannot be told of this segment
    Optional<Part> of(CommittedSegment segment) throws IOException;
  }
}
