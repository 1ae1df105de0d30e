package io.edgemq.views.rows;

import java.io.IOException;

/// Takes what becomes of frames, view by view, while the reader still stands at the frame.
///
/// An [IOException] passes through the reader and ends the reading for all views. A
/// [RuntimeException] (a limit of the sink) ends it for the one view: [RowReader#error].
public interface RowSink {
  /// A row of a view.
  ///
  /// @param view its place in the list that the reader was made of
  void row(int view, Row row) throws IOException;

  /// A row that is none.
  ///
  /// @param view its place in the list that the reader was made of
  void deadLetter(int view, DeadLetter letter) throws IOException;
}
