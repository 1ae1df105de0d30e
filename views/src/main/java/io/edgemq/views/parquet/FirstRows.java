package io.edgemq.views.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The first rows of a Parquet file, for people: every value as text.
///
/// @param columns their names
/// @param rows each with a text for each column; `null` for null
public record FirstRows(List<String> columns, List<List<String>> rows) {
  public FirstRows {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /// Reads them out of a whole file in memory.
  ///
  /// @throws IOException if it is no Parquet file
  public static FirstRows read(byte[] file, int rowsMax) throws IOException {
    List<String> columns = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader row = reader.buildRowReader().head(rowsMax).build()) {
      for (int i = 0; i < row.getFieldCount(); i++) {
        columns.add(row.getFieldName(i));
      }
      while (row.hasNext()) {
        row.next();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          values.add(String.valueOf(row.getValue(i)));
        }
        rows.add(values);
      }
    } catch (RuntimeException e) { // what the reader throws of some bytes that are none
      throw new IOException("no Parquet file can be read: " + e.getMessage(), e);
    }
    return new FirstRows(columns, rows);
  }
}
