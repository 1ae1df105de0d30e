package io.edgemq.views.render;

import io.edgemq.views.rows.Row;

/// A row of one of several views.
///
/// @param view its place in the list of views
record ViewRow(int view, Row row) {}
