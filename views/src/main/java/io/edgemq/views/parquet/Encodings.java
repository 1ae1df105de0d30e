package io.edgemq.views.parquet;

import static org.apache.parquet.column.Encoding.PLAIN_DICTIONARY;

import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainLongDictionaryValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// How the values of a column are encoded: as parquet-java does by itself, but whole numbers of 64
/// bits, of which most are counters and timestamps, as differences where a dictionary does not pay.
/// That is a fraction of the bytes to compress.
final class Encodings implements ValuesWriterFactory {
  /// Of 8,192 numbers: a column that has more of them seldom has them again.
  private static final int DICTIONARY_BYTES_MAX = 64 << 10;

  private final DefaultV1ValuesWriterFactory others = new DefaultV1ValuesWriterFactory();
  private @Nullable ParquetProperties properties;

  @Override
  public void initialize(ParquetProperties properties) {
    this.properties = properties;
    others.initialize(properties);
  }

  @Override
  @SuppressWarnings("deprecation") // what dictionaries are called in pages of version 1
  public ValuesWriter newValuesWriter(ColumnDescriptor column) {
    ParquetProperties its = properties;
    if (its == null
        || column.getPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.INT64) {
      return others.newValuesWriter(column);
    }
    int slab = its.getInitialSlabSize();
    int page = its.getPageSizeThreshold();
    ByteBufferAllocator allocator = its.getAllocator();
    return FallbackValuesWriter.of(
        new PlainLongDictionaryValuesWriter(
            DICTIONARY_BYTES_MAX, PLAIN_DICTIONARY, PLAIN_DICTIONARY, allocator),
        new DeltaBinaryPackingValuesWriterForLong(slab, page, allocator));
  }
}
