package io.edgemq.views.parquet;

import io.edgemq.views.file.FileColumn;
import io.edgemq.views.rows.Row;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Writes rows of a view.
final class RowColumns extends WriteSupport<Row> {
  private final FileColumn[] columns;
  private final ColumnType[] types;
  private final MessageType schema;
  private final Map<String, String> metadata;
  private @Nullable RecordConsumer row;

  /// @param metadata key-value metadata of the file
  RowColumns(List<FileColumn> columns, Map<String, String> metadata) {
    this.columns = columns.toArray(FileColumn[]::new);
    types = columns.stream().map(it -> ColumnType.of(it.type())).toArray(ColumnType[]::new);
    schema =
        new MessageType(
            "row",
            columns.stream()
                .map(it -> ColumnType.of(it.type()).field(it.name(), it.isRequired()))
                .toList());
    this.metadata = metadata;
  }

  MessageType schema() {
    return schema;
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, metadata);
  }

  @Override
  @SuppressWarnings("deprecation") // abstract there
  public WriteContext init(Configuration configuration) {
    throw new UnsupportedOperationException("there is no Hadoop");
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    row = consumer;
  }

  @Override
  public void write(Row values) {
    RecordConsumer to = row;
    if (to == null) {
      throw new IllegalStateException("not prepared");
    }
    to.startMessage();
    for (int i = 0; i < columns.length; i++) {
      Object value = values.values().get(columns[i].place());
      if (value != null) {
        String name = columns[i].name();
        to.startField(name, i);
        types[i].write(value, to);
        to.endField(name, i);
      }
    }
    to.endMessage();
  }
}
