package io.edgemq.views.sample;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;

/// Frames in memory, and where they are from. The arrays are not copied and must not change.
///
/// @param id what `meta` says of the segment
/// @param file its name, for people
/// @param bytes with the frames in `[from, to)`, sound from start to end
/// @param lines of the frames in a text file, counted from 1; empty if the file is a segment, where
///   a frame's place is its offset
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Stretch(SegmentId id, String file, byte[] bytes, int from, int to, long[] lines) {
  /// A reader before the first frame.
  public FrameReader frames() {
    return new FrameReader(bytes, from, to);
  }

  /// Whether places are lines rather than offsets.
  public boolean isOfLines() {
    return lines.length > 0;
  }

  /// Where a frame is in its file.
  long place(FrameReader frame, int index) {
    return isOfLines() ? lines[index] : frame.offset();
  }
}
