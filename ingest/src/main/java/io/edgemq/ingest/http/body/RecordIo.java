package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// One record for each `[length u32, big-endian][bytes]`. A length is judged before its bytes. It
/// is not 0: a body of zeros would otherwise be a quarter as many records as it has bytes, and
/// frames that no checksum covers.
final class RecordIo implements Splitter {
  private static final int LENGTH_BYTES = 4;

  private final FrameBlocks frames;

  /// Bytes of the body before the chunk.
  private long bytesBefore;

  /// Where the record starts in the body.
  private long recordFrom;

  /// How much of the length is there.
  private int lengthBytes;

  private long length;

  /// How much of the record is still to come, once its length is there.
  private int missingBytes;

  RecordIo(FrameBlocks frames) {
    this.frames = frames;
  }

  @Override
  public @Nullable Rejected take(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      Rejected fault;
      if (lengthBytes < LENGTH_BYTES) {
        if (lengthBytes == 0) {
          recordFrom = bytesBefore + at - from;
        }
        fault = takeLength(bytes[at]);
        at++;
      } else {
        int part = Math.min(missingBytes, to - at);
        fault = takePart(bytes, at, at + part, to);
        at += part;
      }
      if (fault != null) {
        return fault;
      }
    }
    bytesBefore += to - from;
    return null;
  }

  private @Nullable Rejected takeLength(byte next) {
    length = length << Byte.SIZE | Byte.toUnsignedInt(next);
    lengthBytes++;
    if (lengthBytes < LENGTH_BYTES) {
      return null;
    }
    if (length == 0) {
      return Rejection.BAD_RECORD.because(
          "Record %d, at byte %d, has length 0: leave empty records out."
              .formatted(frames.recordNumber(), recordFrom));
    }
    Rejected fault = frames.judge(length);
    if (fault == null) {
      missingBytes = (int) length;
    }
    return fault;
  }

  private @Nullable Rejected takePart(byte[] bytes, int from, int to, int chunkTo) {
    missingBytes -= to - from;
    Rejected fault = frames.append(bytes, from, to, chunkTo);
    if (fault == null && missingBytes == 0) {
      frames.end();
      lengthBytes = 0;
      length = 0;
    }
    return fault;
  }

  @Override
  public @Nullable Rejected finish() {
    if (lengthBytes == 0) {
      return null;
    }
    String there =
        lengthBytes < LENGTH_BYTES
            ? "%d of the %d bytes of its length".formatted(lengthBytes, LENGTH_BYTES)
            : "%d of its %d bytes".formatted(length - missingBytes, length);
    return Rejection.BAD_RECORD.because(
        "Record %d, at byte %d, is cut off: the body ends behind %s. Send whole records."
            .formatted(frames.recordNumber(), recordFrom, there));
  }
}
