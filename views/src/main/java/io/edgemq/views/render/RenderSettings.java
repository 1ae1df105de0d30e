package io.edgemq.views.render;

import java.nio.file.Path;

/// How segments are rendered, and what a segment and its views may take. Limits of memory are for
/// each segment that is rendered at the same time.
///
/// @param zstdLevel of Parquet pages; 1 is fastest, 19 is smallest
/// @param spillFolder where rows wait that do not fit into memory; made when it is needed. Nobody
///   else may use it
/// @param rowsHeldBytesMax of rows that are held until they are sorted, for all views of a segment;
///   beyond it they go to a file in `spillFolder`
/// @param viewBytesMax of the rows of one view and segment, as they are in memory, and of its dead
///   letters with their messages; beyond it the view fails. An array makes many rows of a message,
///   each of which may have all of it
/// @param directPartitionsMax of one view, whose files are open side by side; the rows of further
///   partitions are sorted
/// @param directColumnsMax of those files of one view together; but one file is open however many
///   columns it has. A column takes about 20 KiB before it has a value
/// @param partitionsMax of one view and segment; beyond it the view fails. Each is an object
public record RenderSettings(
    int zstdLevel,
    Path spillFolder,
    long rowsHeldBytesMax,
    long viewBytesMax,
    int directPartitionsMax,
    int directColumnsMax,
    int partitionsMax) {
  /// As much as a segment has at most.
  public static final long ROWS_HELD_BYTES_MAX = 64L << 20;

  /// Sixteen times that.
  public static final long VIEW_BYTES_MAX = 1L << 30;

  /// A segment seldom has messages of more than two days.
  public static final int DIRECT_PARTITIONS_MAX = 4;

  /// Four open files of 25 columns.
  public static final int DIRECT_COLUMNS_MAX = 100;

  /// More objects than anybody means to have of one segment.
  public static final int PARTITIONS_MAX = 20_000;

  public RenderSettings {
    if (rowsHeldBytesMax < 1
        || viewBytesMax < 1
        || directPartitionsMax < 1
        || directColumnsMax < 1
        || partitionsMax < 1) {
      throw new IllegalArgumentException("limits begin at 1");
    }
  }

  /// With the limits that are named here.
  public static RenderSettings of(int zstdLevel, Path spillFolder) {
    return new RenderSettings(
        zstdLevel,
        spillFolder,
        ROWS_HELD_BYTES_MAX,
        VIEW_BYTES_MAX,
        DIRECT_PARTITIONS_MAX,
        DIRECT_COLUMNS_MAX,
        PARTITIONS_MAX);
  }
}
