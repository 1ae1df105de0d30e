package io.edgemq.storage.wal;

/// Where in a log frames stand. The segment object in the bucket has the same bytes at the same
/// offset.
///
/// @param segment which segment
/// @param offset of the first byte of the first frame in it
public record LogPosition(SegmentId segment, long offset) {
  /// The position so many bytes further on in the same segment.
  public LogPosition plus(long bytes) {
    return new LogPosition(segment, offset + bytes);
  }
}
