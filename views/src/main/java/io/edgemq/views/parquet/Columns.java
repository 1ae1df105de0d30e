package io.edgemq.views.parquet;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Writes things of one kind as the rows of a Parquet file, without Hadoop.
abstract class Columns<T> extends WriteSupport<T> {
  private final MessageType schema;
  private final Map<String, String> metadata;
  private @Nullable RecordConsumer row;

  /// @param metadata key-value metadata of the file
  Columns(MessageType schema, Map<String, String> metadata) {
    this.schema = schema;
    this.metadata = metadata;
  }

  /// Writes the fields of a row, in the order of the schema.
  abstract void write(T it, RecordConsumer to);

  @Override
  public final WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, metadata);
  }

  @Override
  @SuppressWarnings("deprecation") // abstract there
  public final WriteContext init(Configuration configuration) {
    throw new UnsupportedOperationException("there is no Hadoop");
  }

  @Override
  public final void prepareForWrite(RecordConsumer consumer) {
    row = consumer;
  }

  @Override
  public final void write(T it) {
    RecordConsumer to = row;
    if (to == null) {
      throw new IllegalStateException("not prepared");
    }
    to.startMessage();
    write(it, to);
    to.endMessage();
  }
}
