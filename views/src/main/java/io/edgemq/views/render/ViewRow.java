package io.edgemq.views.render;

import io.edgemq.views.rows.Row;
import org.jspecify.annotations.Nullable;

/// A row of one of several views.
///
/// @param view its place in the list of views
/// @param key of its [RowOrder]
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record ViewRow(int view, Row row, @Nullable Object[] key) {
  /// By view, then as the view orders them.
  static int compare(ViewRow one, ViewRow other) {
    return one.view == other.view
        ? RowOrder.compare(one.key, other.key)
        : Integer.compare(one.view, other.view);
  }
}
