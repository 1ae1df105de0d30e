package io.edgemq.views.parquet;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.file.FileColumn;
import io.edgemq.views.file.RowFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;

/// What the Parquet files of one view and segment have in common. The same rows, zstd level and
/// [#WRITER_VERSION] give the same bytes.
///
/// Memory of an open file: about 20 KiB for each column and 512 KiB for each Bloom filter, the
/// pages of one row group, 16 MiB and 16 rows at most, and what is finished of the file.
public final class ViewLayout {
  /// What wrote the files of views and of dead letters; to be raised when a change makes other
  /// bytes of the same rows.
  public static final String WRITER_VERSION = "1";

  static final long ROW_GROUP_BYTES = 16 << 20;

  /// What is kept of the smallest and largest text of a column.
  static final int STATISTICS_BYTES_MAX = 64;

  static final int FILE_BYTES_EXPECTED = 4 << 10;
  static final int FILE_BYTES_LIKELY_MAX = 256 << 10;

  /// Enough for 200,000 values in a row group, of which one in a hundred others is not told apart.
  private static final int BLOOM_FILTER_BYTES_MAX = 256 << 10;

  /// Each half as large as the one before, down to 512 bytes; the smallest that is large enough is
  /// kept.
  private static final int BLOOM_FILTER_SIZES = 10;

  private final RowColumns columns;
  private final Map<String, String> metadata;
  private final ParquetProperties properties;

  /// @param id for the files' metadata
  public ViewLayout(SegmentId id, ViewDefinition view) {
    columns = new RowColumns(FileColumn.of(view));
    metadata = Metadata.of(id, WRITER_VERSION, view);
    properties = properties(view.output().bloomFilter());
  }

  private static ParquetProperties properties(List<String> bloomFilter) {
    var properties =
        ParquetProperties.builder()
            .withValuesWriterFactory(new Encodings())
            .withPageSize(MemoryWriter.PAGE_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(MemoryWriter.ROWS_BETWEEN_CHECKS_MAX)
            .withStatisticsTruncateLength(STATISTICS_BYTES_MAX)
            .withMaxBloomFilterBytes(BLOOM_FILTER_BYTES_MAX)
            .withAdaptiveBloomFilterEnabled(true);
    for (String it : bloomFilter) {
      properties
          .withBloomFilterEnabled(it, true)
          .withBloomFilterCandidatesNumber(it, BLOOM_FILTER_SIZES);
    }
    return properties.build();
  }

  /// A file without rows.
  ///
  /// @param pages not closed here
  public RowFile open(ZstdPages pages) throws IOException {
    return new RowsFile(columns, metadata, properties, pages);
  }
}
