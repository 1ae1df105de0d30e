package io.edgemq.views.parquet;

import io.edgemq.views.file.FinishedFile;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/// A Parquet file that is made in memory, row by row. One thread; there is nothing to close.
final class MemoryWriter<T> {
  static final int PAGE_BYTES = 1 << 20;

  /// Rows between two looks at the size of pages and row group. A row may have more than a
  /// mebibyte, so that few of them are far more than a page should have.
  static final int ROWS_BETWEEN_CHECKS_MAX = 16;

  private final MemoryFile file;
  private final ParquetWriter<T> writer;
  private long rows;

  private MemoryWriter(MemoryFile file, ParquetWriter<T> writer) {
    this.file = file;
    this.writer = writer;
  }

  void add(T row) throws IOException {
    writer.write(row);
    rows++;
  }

  FinishedFile finish() throws IOException {
    writer.close();
    return new FinishedFile(file.bytes(), file.length(), rows);
  }

  /// What all files have in common, and what can be chosen.
  static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
    private final MemoryFile file;
    private final WriteSupport<T> columns;

    Builder(MemoryFile file, WriteSupport<T> columns, ZstdPages pages) {
      super((OutputFile) file);
      this.file = file;
      this.columns = columns;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.ZSTD);
      withCodecFactory(pages);
      withPageSize(PAGE_BYTES);
      withMinRowCountForPageSizeCheck(1);
      withMaxRowCountForPageSizeCheck(ROWS_BETWEEN_CHECKS_MAX);
    }

    MemoryWriter<T> open() throws IOException {
      return new MemoryWriter<>(file, build());
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
      return columns;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract there
    protected WriteSupport<T> getWriteSupport(Configuration configuration) {
      throw new UnsupportedOperationException("there is no Hadoop");
    }
  }
}
