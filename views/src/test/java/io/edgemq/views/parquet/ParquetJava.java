package io.edgemq.views.parquet;

import com.github.luben.zstd.Zstd;
import io.edgemq.views.file.FinishedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// Reads files with parquet-java's own reader.
public final class ParquetJava {
  private ParquetJava() {}

  public static ParquetFileReader open(FinishedFile file) throws IOException {
    byte[] bytes = Arrays.copyOf(file.bytes(), file.length());
    var options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Zstandard())
            .usePageChecksumVerification()
            .build();
    return ParquetFileReader.open(new Bytes(bytes), options);
  }

  static List<Row> rows(FinishedFile file) throws IOException {
    var rows = new ArrayList<Row>();
    try (ParquetFileReader reader = open(file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(group, new GroupRecordConverter(schema));
        for (long i = 0; i < group.getRowCount(); i++) {
          rows.add(row(records.read()));
        }
      }
    }
    return rows;
  }

  private static Row row(Group group) {
    @Nullable String topic =
        group.getFieldRepetitionCount("topic") == 0 ? null : group.getString("topic", 0);
    return Row.of(
        group.getLong("timestamp", 0),
        group.getInteger("format", 0),
        topic,
        group.getBinary("payload", 0).getBytes(),
        group.getLong("segment_offset", 0));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Bytes(byte[] bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      var in = new Seekable(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return in.position();
        }

        @Override
        public void seek(long position) {
          in.seek((int) position);
        }
      };
    }
  }

  private static final class Seekable extends java.io.ByteArrayInputStream {
    Seekable(byte[] bytes) {
      super(bytes);
    }

    int position() {
      return pos;
    }

    void seek(int position) {
      pos = position;
    }
  }

  private static final class Zstandard
      implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      if (codec != CompressionCodecName.ZSTD) {
        throw new IllegalArgumentException(codec + " is not zstd");
      }
      return this;
    }

    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      var compressed = new MemoryFile(0, 0);
      page.writeAllTo(compressed);
      byte[] plain = new byte[size];
      long read =
          Zstd.decompressByteArray(plain, 0, size, compressed.bytes(), 0, compressed.length());
      if (read != size) {
        throw new EOFException(read + " bytes, not " + size);
      }
      return BytesInput.from(plain);
    }

    @Override
    public void decompress(ByteBuffer in, int inBytes, ByteBuffer out, int outBytes) {
      throw new UnsupportedOperationException("not on the heap");
    }

    @Override
    public void release() {}
  }
}
