package io.edgemq.ops.tools;

import io.edgemq.storage.commit.CommitMarker.Artifact;
import io.edgemq.views.csv.CsvRows;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.parquet.ParquetRows;
import java.io.IOException;

/// How many rows are in a file that was rendered of a segment.
public final class RenderedRows {
  private RenderedRows() {}

  /// Counts them, by the format that the object's key ends in.
  ///
  /// @throws IOException if the file is not of that format
  public static long count(Artifact artifact, byte[] file) throws IOException {
    return artifact.key().endsWith("." + FileFormat.CSV.label())
        ? CsvRows.count(file)
        : ParquetRows.count(file);
  }
}
