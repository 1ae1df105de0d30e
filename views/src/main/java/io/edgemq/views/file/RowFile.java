package io.edgemq.views.file;

import io.edgemq.views.rows.Row;
import java.io.IOException;

/// A file in memory that rows of one view are put into, in their order. One thread. A file that is
/// not wanted any more is let go; there is nothing to close.
public interface RowFile {
  /// Puts a row behind the others.
  void add(Row row) throws IOException;

  /// The file; takes no rows afterwards.
  FinishedFile finish() throws IOException;
}
