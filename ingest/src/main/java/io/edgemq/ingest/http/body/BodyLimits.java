package io.edgemq.ingest.http.body;

import io.edgemq.storage.frame.Frame;

/// How much one request may bring. All sizes are in bytes.
///
/// @param bodyBytesMax the body, both as it was sent and decoded: an encoding that makes it longer
///   is no way round, nor is one that goes on without giving anything
/// @param recordBytesMax one record
/// @param framesBytesMax all frames of the body with their headers of [Frame#HEADER_BYTES]: a body
///   of tiny records becomes many times as large as it was
public record BodyLimits(int bodyBytesMax, int recordBytesMax, int framesBytesMax) {
  /// What a record takes in the log beyond its own bytes.
  public static final int FRAME_BEYOND_RECORD_BYTES = Frame.HEADER_BYTES;

  /// Those of an endpoint that sets none. Where a body is as large as it may be, its frames have
  /// room for records of 17 bytes on average.
  public static final BodyLimits DEFAULT = new BodyLimits(16 << 20, 1 << 20, 32 << 20);

  public BodyLimits {
    if (bodyBytesMax < 1
        || recordBytesMax < 1
        || framesBytesMax < Frame.HEADER_BYTES + (long) recordBytesMax) {
      throw new IllegalArgumentException(
          "limits of body %d, record %d and frames %d bytes: each must be at least 1, and a record"
                  .formatted(bodyBytesMax, recordBytesMax, framesBytesMax)
              + " with its header must fit the frames");
    }
  }
}
