package io.edgemq.views.rows;

/// Takes what becomes of frames, view by view, while the reader still stands at the frame.
public interface RowSink {
  /// A row of a view.
  ///
  /// @param view its place in the list that the reader was made of
  void row(int view, Row row);

  /// A row that is none.
  ///
  /// @param view its place in the list that the reader was made of
  void deadLetter(int view, DeadLetter letter);
}
