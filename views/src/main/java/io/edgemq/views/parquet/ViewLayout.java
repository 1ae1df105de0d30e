package io.edgemq.views.parquet;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.file.FileColumn;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.file.RowFile;
import io.edgemq.views.rows.Row;
import java.io.IOException;
import java.util.List;
import java.util.Map;

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

  private final List<FileColumn> columns;
  private final List<String> bloomFilter;
  private final Map<String, String> metadata;

  /// @param id for the files' metadata
  public ViewLayout(SegmentId id, ViewDefinition view) {
    columns = FileColumn.of(view);
    bloomFilter = view.output().bloomFilter();
    metadata = Metadata.of(id, WRITER_VERSION, view);
  }

  /// A file without rows.
  ///
  /// @param pages not closed here
  public RowFile open(ZstdPages pages) throws IOException {
    var file = new MemoryFile(FILE_BYTES_EXPECTED, FILE_BYTES_LIKELY_MAX);
    var builder =
        new MemoryWriter.Builder<>(file, new RowColumns(columns, metadata), pages)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withStatisticsTruncateLength(STATISTICS_BYTES_MAX)
            .withMaxBloomFilterBytes(BLOOM_FILTER_BYTES_MAX)
            .withAdaptiveBloomFilterEnabled(true);
    for (FileColumn it : columns) {
      // A dictionary is worth its price only where values come back.
      builder.withDictionaryEncoding(it.name(), it.type() != Plain.TIMESTAMP);
      if (bloomFilter.contains(it.name())) {
        builder
            .withBloomFilterEnabled(it.name(), true)
            .withBloomFilterCandidateNumber(it.name(), BLOOM_FILTER_SIZES);
      }
    }
    return new Open(builder.open());
  }

  private record Open(MemoryWriter<Row> writer) implements RowFile {
    @Override
    public void add(Row row) throws IOException {
      writer.add(row);
    }

    @Override
    public FinishedFile finish() throws IOException {
      return writer.finish();
    }
  }
}
