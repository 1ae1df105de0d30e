package io.edgemq.views.parquet;

import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.file.RowFile;
import io.edgemq.views.rows.Row;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;

/// A Parquet file of a view's rows, made in memory. Values go to parquet-java's columns directly:
/// its way through records looks at the columns of every row anew. One thread; there is nothing to
/// close.
final class RowsFile implements RowFile {
  private final MemoryFile file =
      new MemoryFile(ViewLayout.FILE_BYTES_EXPECTED, ViewLayout.FILE_BYTES_LIKELY_MAX);
  private final RowColumns columns;
  private final Map<String, String> metadata;
  private final ParquetProperties properties;
  private final ZstdPages zstd;
  private final ParquetFileWriter writer;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore store;
  private ColumnWriter[] to;
  private long rows;

  /// Of the row group at hand.
  private long groupRows;

  /// @param metadata key-value metadata of the file
  /// @param zstd not closed here
  RowsFile(
      RowColumns columns,
      Map<String, String> metadata,
      ParquetProperties properties,
      ZstdPages zstd)
      throws IOException {
    this.columns = columns;
    this.metadata = metadata;
    this.properties = properties;
    this.zstd = zstd;
    writer =
        new ParquetFileWriter(
            file,
            columns.schema(),
            ParquetFileWriter.Mode.CREATE,
            ViewLayout.ROW_GROUP_BYTES,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            null,
            properties);
    writer.start();
    pages = pages();
    store = properties.newColumnWriteStore(columns.schema(), pages, pages);
    to = columns.in(store);
  }

  private ColumnChunkPageWriteStore pages() {
    return new ColumnChunkPageWriteStore(
        zstd,
        columns.schema(),
        properties.getAllocator(),
        properties.getColumnIndexTruncateLength(),
        properties.getPageWriteChecksumEnabled());
  }

  @Override
  public void add(Row row) throws IOException {
    columns.write(row, to);
    store.endRecord();
    groupRows++;
    if (groupRows % MemoryWriter.ROWS_BETWEEN_CHECKS_MAX == 0
        && store.getBufferedSize() > ViewLayout.ROW_GROUP_BYTES) {
      finishGroup();
      pages = pages();
      store = properties.newColumnWriteStore(columns.schema(), pages, pages);
      to = columns.in(store);
    }
  }

  private void finishGroup() throws IOException {
    if (groupRows > 0) {
      writer.startBlock(groupRows);
      store.flush();
      pages.flushToFileWriter(writer);
      writer.endBlock();
    }
    store.close();
    pages.close();
    rows += groupRows;
    groupRows = 0;
  }

  @Override
  public FinishedFile finish() throws IOException {
    finishGroup();
    writer.end(metadata);
    return new FinishedFile(file.bytes(), file.length(), rows);
  }
}
