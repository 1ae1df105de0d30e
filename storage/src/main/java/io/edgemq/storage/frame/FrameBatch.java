package io.edgemq.storage.frame;

/// A contiguous run of whole frames on its way into the log. The maker hands the array over and
/// does not touch it again, so a batch may be passed between threads.
///
/// @param bytes the array that holds the frames, from index 0
/// @param length bytes of it that are frames
/// @param frames how many frames there are, at least one
/// @param firstTimestampMs smallest TS in the run
/// @param lastTimestampMs largest TS in the run
@SuppressWarnings(
    "ArrayRecordComponent") // handed over, never compared; a copy per batch would be the hot path's
// second one
public record FrameBatch(
    byte[] bytes, int length, int frames, long firstTimestampMs, long lastTimestampMs) {
  public FrameBatch {
    if (frames < 1 || length < frames * (long) Frame.HEADER_BYTES || length > bytes.length) {
      throw new IllegalArgumentException(
          frames + " frames in " + length + " bytes of an array of " + bytes.length);
    }
  }
}
