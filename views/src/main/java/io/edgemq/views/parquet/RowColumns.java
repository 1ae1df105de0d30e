package io.edgemq.views.parquet;

import io.edgemq.views.file.FileColumn;
import io.edgemq.views.rows.Row;
import java.util.List;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.MessageType;

/// The columns of a view in Parquet.
final class RowColumns {
  private final FileColumn[] columns;
  private final ColumnType[] types;
  private final MessageType schema;

  RowColumns(List<FileColumn> columns) {
    this.columns = columns.toArray(FileColumn[]::new);
    types = columns.stream().map(it -> ColumnType.of(it.type())).toArray(ColumnType[]::new);
    schema =
        new MessageType(
            "row",
            columns.stream()
                .map(it -> ColumnType.of(it.type()).field(it.name(), it.isRequired()))
                .toList());
  }

  MessageType schema() {
    return schema;
  }

  /// What takes the values of each column; in Parquet lists are columns of their elements.
  ColumnWriter[] in(ColumnWriteStore store) {
    return schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
  }

  /// Writes a row.
  ///
  /// @param to of [#in]
  void write(Row row, ColumnWriter[] to) {
    for (int i = 0; i < columns.length; i++) {
      Object value = row.values().get(columns[i].place());
      if (value == null) {
        to[i].writeNull(0, 0);
      } else {
        types[i].write(value, to[i], 0, columns[i].isRequired() ? 0 : 1);
      }
    }
  }
}
