package io.edgemq.views.render;

import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.file.FinishedFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file that was made of a segment.
///
/// @param view its place in the list of views; [#NO_VIEW] of raw Parquet
/// @param partition the names of its folders and their values, the outermost first, for
///   [io.edgemq.views.rows.HivePath]; empty unless the view has partitions
public record RenderedFile(
    Kind kind,
    int view,
    FileFormat format,
    Map<String, @Nullable String> partition,
    FinishedFile file) {
  /// The view of raw Parquet.
  public static final int NO_VIEW = -1;

  /// What a file is for.
  public enum Kind {
    /// Raw Parquet: all frames.
    RAW,
    /// Rows of a view.
    VIEW,
    /// Dead letters of a view, always Parquet.
    DEAD_LETTERS
  }

  public RenderedFile {
    partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition));
  }
}
