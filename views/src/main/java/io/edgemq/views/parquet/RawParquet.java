package io.edgemq.views.parquet;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/// Renders segments as raw Parquet: one row per frame, in the order of the segment
/// (docs/format/objects.md). The same segment, zstd level and [#WRITER_VERSION] give the same
/// bytes. Any number of threads.
///
/// Memory, beside the segment that is handed in: the file, which is smaller than the segment where
/// it compresses at all and about as large where it does not; and the pages of one row group, 32
/// MiB and 16 frames at most.
public final class RawParquet {
  /// What wrote the file; to be raised when a change makes other bytes of the same segment.
  public static final String WRITER_VERSION = "1";

  private static final long ROW_GROUP_BYTES = 32 << 20;
  private static final int PAGE_BYTES = 1 << 20;

  /// Rows between two looks at the size of pages and row group. A frame may have more than a
  /// mebibyte, so that few of them are far more than a page should have.
  private static final int ROWS_BETWEEN_CHECKS_MAX = 16;

  private static final int FILE_BYTES_MIN = 8 << 10;

  /// Readings compress to an eighth, so that the array seldom grows.
  private static final int RATIO_EXPECTED = 4;

  private final int zstdLevel;

  /// @param zstdLevel 1 is fastest, 19 is smallest
  public RawParquet(int zstdLevel) {
    this.zstdLevel = zstdLevel;
  }

  /// Renders a segment.
  ///
  /// @param id for the file's metadata
  /// @param raw the whole segment, which must not change meanwhile
  /// @throws IllegalArgumentException if a byte of it does not belong to a sound frame
  public ParquetFile render(SegmentId id, byte[] raw) throws IOException {
    int likelyMax = (int) Math.min(Integer.MAX_VALUE / 2, FILE_BYTES_MIN + raw.length * 17L / 16);
    var file = new MemoryFile(FILE_BYTES_MIN + raw.length / RATIO_EXPECTED, likelyMax);
    var frames = new FrameReader(raw, 0, raw.length);
    int rows = 0;
    try (ParquetWriter<FrameReader> writer =
        new Builder(file, new FrameColumns(raw, metadata(id)), zstdLevel).build()) {
      while (frames.next()) {
        writer.write(frames);
        rows++;
      }
      if (frames.stop() != FrameReader.Stop.END) {
        throw new IllegalArgumentException(
            "no frame at offset %d of segment %s: %s"
                .formatted(frames.offset(), id, frames.stop()));
      }
    }
    return new ParquetFile(file.bytes(), file.length(), rows);
  }

  /// In an order that is the same in every process: that of [Map#of] is not, and parquet-java keeps
  /// it where hashes collide.
  private static Map<String, String> metadata(SegmentId id) {
    var metadata = new TreeMap<String, String>();
    metadata.put("tenant", id.wal().tenant());
    metadata.put("endpoint", id.wal().endpoint());
    metadata.put("instance", id.instance());
    metadata.put("epoch", Integer.toString(id.epoch()));
    metadata.put("segment", Integer.toString(id.segment()));
    metadata.put("writer_version", WRITER_VERSION);
    return metadata;
  }

  private static final class Builder extends ParquetWriter.Builder<FrameReader, Builder> {
    private final FrameColumns columns;

    Builder(OutputFile file, FrameColumns columns, int zstdLevel) {
      super(file);
      this.columns = columns;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.ZSTD);
      withCodecFactory(new ZstdPages(zstdLevel));
      withRowGroupSize(ROW_GROUP_BYTES);
      withPageSize(PAGE_BYTES);
      withMinRowCountForPageSizeCheck(1);
      withMaxRowCountForPageSizeCheck(ROWS_BETWEEN_CHECKS_MAX);
      // A dictionary is worth its price only where values come back.
      withDictionaryEncoding(FrameColumns.TIMESTAMP, false);
      withDictionaryEncoding(FrameColumns.PAYLOAD, false);
      withDictionaryEncoding(FrameColumns.SEGMENT_OFFSET, false);
      // Smallest and largest payload select nothing and would be copies of payloads.
      withStatisticsEnabled(FrameColumns.PAYLOAD, false);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<FrameReader> getWriteSupport(ParquetConfiguration configuration) {
      return columns;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract there
    protected WriteSupport<FrameReader> getWriteSupport(Configuration configuration) {
      throw new UnsupportedOperationException("there is no Hadoop");
    }
  }
}
