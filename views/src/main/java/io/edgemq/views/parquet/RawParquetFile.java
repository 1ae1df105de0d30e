package io.edgemq.views.parquet;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.file.FinishedFile;
import java.io.IOException;

/// Raw Parquet of a segment: one row per frame, in the order of the segment
/// (docs/format/objects.md). The same segment, zstd level and [#WRITER_VERSION] give the same
/// bytes. One thread; there is nothing to close.
///
/// Memory, beside the segment: the file, which is smaller than the segment where it compresses at
/// all and about as large where it does not; and the pages of one row group, 32 MiB and 16 frames
/// at most.
public final class RawParquetFile {
  /// What wrote the file; to be raised when a change makes other bytes of the same segment.
  public static final String WRITER_VERSION = "1";

  private static final long ROW_GROUP_BYTES = 32 << 20;
  private static final int FILE_BYTES_MIN = 8 << 10;

  /// Readings compress to an eighth, so that the array seldom grows.
  private static final int RATIO_EXPECTED = 4;

  private final MemoryWriter<FrameReader> writer;

  /// @param id for the file's metadata
  /// @param raw the whole segment, which must not change until the file is finished
  /// @param pages not closed here
  public RawParquetFile(SegmentId id, byte[] raw, ZstdPages pages) throws IOException {
    int likelyMax = (int) Math.min(Integer.MAX_VALUE / 2, FILE_BYTES_MIN + raw.length * 17L / 16);
    var file = new MemoryFile(FILE_BYTES_MIN + raw.length / RATIO_EXPECTED, likelyMax);
    var columns = new FrameColumns(raw, Metadata.of(id, WRITER_VERSION));
    writer =
        new MemoryWriter.Builder<>(file, columns, pages)
            .withRowGroupSize(ROW_GROUP_BYTES)
            // A dictionary is worth its price only where values come back.
            .withDictionaryEncoding(FrameColumns.TIMESTAMP, false)
            .withDictionaryEncoding(FrameColumns.PAYLOAD, false)
            .withDictionaryEncoding(FrameColumns.SEGMENT_OFFSET, false)
            // Smallest and largest payload select nothing and would be copies of payloads.
            .withStatisticsEnabled(FrameColumns.PAYLOAD, false)
            .open();
  }

  /// Adds the frame that a reader of the segment stands at.
  public void add(FrameReader frame) throws IOException {
    writer.add(frame);
  }

  /// The file; takes no frames afterwards.
  public FinishedFile finish() throws IOException {
    return writer.finish();
  }
}
