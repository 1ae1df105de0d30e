package io.edgemq.views.parquet;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.file.FinishedFile;
import java.io.IOException;

/// Renders segments as raw Parquet and nothing else: see [RawParquetFile]. Any number of threads.
public final class RawParquet {
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
  public FinishedFile render(SegmentId id, byte[] raw) throws IOException {
    var frames = new FrameReader(raw, 0, raw.length);
    try (var pages = new ZstdPages(zstdLevel)) {
      var file = new RawParquetFile(id, raw, pages);
      while (frames.next()) {
        file.add(frames);
      }
      if (frames.stop() != FrameReader.Stop.END) {
        throw new IllegalArgumentException(
            "no frame at offset %d of segment %s: %s"
                .formatted(frames.offset(), id, frames.stop()));
      }
      return file.finish();
    }
  }
}
