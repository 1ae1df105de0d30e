package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The frames of a body while it comes in. Bytes of a record are copied from the chunk to where the
/// log writes them from, also if the record goes on in the next chunk; its header is written in
/// front of them when it ends.
///
/// The frames lie in blocks, so that what is there is not copied again when more comes; only a
/// record that is still open moves on, as it has to be in one piece. Memory grows with what has
/// come and never with what was announced.
///
/// A record has at least one byte: the checksum of an empty frame would say nothing.
final class FrameBlocks {
  /// Below half a region of G1 even where regions are smallest (1 MiB).
  static final int BLOCK_BYTES_MAX = 256 << 10;

  private static final byte[] EMPTY = {};

  private final CRC32C checksum = new CRC32C();
  private final List<FrameBatch> full = new ArrayList<>(1);
  private final BodyLimits limits;
  private final long timestampMs;

  private ByteBuffer header = ByteBuffer.wrap(EMPTY);
  private byte[] block = EMPTY;
  private int length; // of the frames in the block
  private int frames;

  /// Bytes of the open record, which stand in the block behind room for its header.
  private int recordBytes;

  /// How long the open record may become.
  private int recordBytesMax;

  private long fullBytes; // of arrays
  private int count;
  private long payloadBytes;

  /// @param timestampMs TS of all frames
  FrameBlocks(BodyLimits limits, long timestampMs) {
    this.limits = limits;
    this.timestampMs = timestampMs;
    this.recordBytesMax = limits.recordBytesMax();
  }

  /// Adds `[from, to)` to the open record.
  ///
  /// @param chunkTo end of the chunk: how much is likely to follow
  /// @return what the body is refused for, null if there is room
  @Nullable Rejected append(byte[] bytes, int from, int to, int chunkTo) {
    int size = to - from;
    if (size == 0) {
      return null;
    }
    if (size > recordBytesMax - recordBytes) {
      return tooLarge();
    }
    int at = length + Frame.HEADER_BYTES + recordBytes;
    if (size > block.length - at) {
      openBlock(size, chunkTo - from);
      at = Frame.HEADER_BYTES + recordBytes;
    }
    System.arraycopy(bytes, from, block, at, size);
    recordBytes += size;
    return null;
  }

  /// Ends the open record. One without bytes is none.
  void end() {
    if (recordBytes == 0) {
      return;
    }
    checksum.reset();
    checksum.update(block, length + Frame.HEADER_BYTES, recordBytes);
    header
        .position(length)
        .putInt(Frame.HEADER_BYTES + recordBytes)
        .putInt((int) checksum.getValue())
        .put(Frame.FORMAT_HTTP)
        .putLong(timestampMs);
    length += Frame.HEADER_BYTES + recordBytes;
    frames++;
    count++;
    payloadBytes += recordBytes;
    recordBytes = 0;
    long framesBytes = payloadBytes + (count + 1L) * Frame.HEADER_BYTES;
    recordBytesMax = Math.clamp(limits.framesBytesMax() - framesBytes, 0, limits.recordBytesMax());
  }

  /// Forgets the bytes of the open record.
  void abandon() {
    recordBytes = 0;
  }

  /// Judges a record by its announced length.
  ///
  /// @return what the body is refused for, null if there is room
  @Nullable Rejected judge(long announcedBytes) {
    return announcedBytes > recordBytesMax ? tooLarge() : null;
  }

  /// Number of the open record, from 1.
  int recordNumber() {
    return count + 1;
  }

  /// Bytes of the arrays that are held.
  long heldBytes() {
    return fullBytes + block.length;
  }

  /// Drops what was added and gives the memory back.
  void clear() {
    block = EMPTY;
    header = ByteBuffer.wrap(EMPTY);
    full.clear();
    fullBytes = 0;
  }

  /// Hands over what was added; null if that is nothing.
  @Nullable Frames finish() {
    closeBlock();
    return count == 0 ? null : new Frames(full, count, payloadBytes);
  }

  /// Makes room for `size` bytes in a new block, and takes the open record along.
  ///
  /// @param bytesAhead what is left of the chunk, those included
  private void openBlock(int size, int bytesAhead) {
    int frameBytes = Frame.HEADER_BYTES + recordBytes + size;
    int recordsAhead = bytesAhead / (size + 1) + 1; // if they are all like this one
    long framesAhead = bytesAhead + Math.min(bytesAhead, recordsAhead * (long) Frame.HEADER_BYTES);
    long wanted = Math.min(BLOCK_BYTES_MAX, Math.max(framesAhead, 2L * block.length));
    if (recordBytes > 0) { // it grows, so in steps that make its moving cheap
      wanted = Math.max(wanted, Math.min(2L * frameBytes, Frame.HEADER_BYTES + recordBytesMax));
    }
    byte[] next = new byte[(int) Math.max(frameBytes, wanted)];
    if (recordBytes > 0) {
      System.arraycopy(block, length + Frame.HEADER_BYTES, next, Frame.HEADER_BYTES, recordBytes);
    }
    closeBlock();
    block = next;
    header = ByteBuffer.wrap(next);
  }

  /// Puts the block to the full ones. One that is not nearly full is copied, so that what is held
  /// is about as large as the frames.
  private void closeBlock() {
    if (frames > 0) {
      byte[] bytes = block.length - length > length / 4 ? Arrays.copyOf(block, length) : block;
      full.add(new FrameBatch(bytes, length, frames, timestampMs, timestampMs));
      fullBytes += bytes.length;
    }
    block = EMPTY;
    header = ByteBuffer.wrap(EMPTY);
    length = 0;
    frames = 0;
  }

  /// The limit that the open record comes to first.
  private Rejected tooLarge() {
    return recordBytesMax == limits.recordBytesMax()
        ? Rejection.RECORD_TOO_LARGE.because(
            "Record %d is over the limit of %d bytes for one record: make it smaller."
                .formatted(recordNumber(), limits.recordBytesMax()))
        : Rejection.TOO_MANY_RECORDS.because(
            "From record %d on the frames of this body are over the limit of %d bytes (a record takes %d more than its own bytes): split the request."
                .formatted(recordNumber(), limits.framesBytesMax(), Frame.HEADER_BYTES));
  }
}
