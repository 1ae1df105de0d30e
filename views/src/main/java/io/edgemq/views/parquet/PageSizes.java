package io.edgemq.views.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// How much memory the pages of a Parquet file ask for, before anything is decompressed: for files
/// of which nobody knows who wrote them. Any number of threads.
final class PageSizes {
  private PageSizes() {}

  /// The bytes of the largest page of a whole file in memory, uncompressed.
  ///
  /// @throws IOException if pages are not where its footer says
  static long largest(byte[] file) throws IOException {
    long largest = 0;
    try {
      for (RowGroup group : there(ParquetRows.footer(file).getRow_groups())) {
        for (ColumnChunk chunk : there(group.getColumns())) {
          largest = Math.max(largest, largest(file, there(chunk.getMeta_data())));
        }
      }
    } catch (RuntimeException e) { // what is read of some bytes that are none
      throw new IOException("its pages cannot be read: " + e.getMessage(), e);
    }
    return largest;
  }

  private static <T> T there(@Nullable T field) {
    return Objects.requireNonNull(field, "a field is missing");
  }

  private static long largest(byte[] file, ColumnMetaData chunk) throws IOException {
    long first =
        chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
            ? Math.min(chunk.getDictionary_page_offset(), chunk.getData_page_offset())
            : chunk.getData_page_offset();
    int at = Math.toIntExact(first);
    int end = Math.toIntExact(first + chunk.getTotal_compressed_size());
    long largest = 0;
    while (at < end) {
      if (at < 0 || end > file.length) {
        throw new IOException("a page at %d of %d bytes".formatted(at, file.length));
      }
      var in = new ByteArrayInputStream(file, at, end - at);
      PageHeader page = Util.readPageHeader(in);
      if (page.getCompressed_page_size() < 0 || page.getUncompressed_page_size() < 0) {
        throw new IOException("a page of less than nothing");
      }
      largest = Math.max(largest, page.getUncompressed_page_size());
      at = Math.addExact(end - in.available(), page.getCompressed_page_size());
    }
    return largest;
  }
}
