package io.edgemq.storage.frame;

import java.util.zip.CRC32C;

/// Walks the frames of a segment that is in memory. The bytes may come from a disk or a bucket and
/// are not trusted: every bound and checksum is checked before a frame is shown.
///
/// A cursor: [#next()] moves to the next frame, the accessors describe it until the next call. Not
/// for use by several threads.
public final class FrameReader {
  /// Why a reader stopped.
  public enum Stop {
    /// The end of the bytes, behind a whole frame.
    END,
    /// LEN is below the header's size.
    LENGTH_TOO_SMALL,
    /// The frame, or its header, runs past the end.
    OVERRUN,
    /// The checksum does not fit the payload.
    CHECKSUM,
    /// FMT is not known, or an MQTT payload is shorter than its topic.
    FORMAT
  }

  private final CRC32C checksum = new CRC32C();
  private final byte[] bytes;
  private final int to;
  private int offset;
  private int nextOffset;
  private int length;
  private Stop stop = Stop.END;

  /// A reader over `[from, to)` of `bytes`; [#offset()] counts from the array's start.
  public FrameReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.to = to;
    this.offset = from;
    this.nextOffset = from;
  }

  /// Moves to the next frame.
  ///
  /// @return whether there is one; if not, [#stop()] says why and [#offset()] where
  public boolean next() {
    offset = nextOffset;
    stop = judge();
    if (stop != Stop.END || offset == to) {
      return false;
    }
    nextOffset = offset + length;
    return true;
  }

  private Stop judge() {
    if (offset == to) {
      return Stop.END;
    }
    if (to - offset < Frame.HEADER_BYTES) {
      return Stop.OVERRUN;
    }
    length = BigEndian.integer(bytes, offset);
    if (length >= 0 && length < Frame.HEADER_BYTES) {
      return Stop.LENGTH_TOO_SMALL;
    }
    if (length < 0 || length > to - offset) { // a u32 above 2 GiB reads as negative
      return Stop.OVERRUN;
    }
    if (!isFormatSound()) {
      return Stop.FORMAT;
    }
    checksum.reset();
    checksum.update(bytes, payloadFrom(), payloadBytes());
    return (int) checksum.getValue() == BigEndian.integer(bytes, offset + Frame.CHECKSUM_AT)
        ? Stop.END
        : Stop.CHECKSUM;
  }

  private boolean isFormatSound() {
    return switch (format()) {
      case Frame.FORMAT_HTTP -> true;
      case Frame.FORMAT_MQTT ->
          payloadBytes() >= Frame.TOPIC_LENGTH_BYTES
              && Frame.TOPIC_LENGTH_BYTES + topicBytes() <= payloadBytes();
      default -> false;
    };
  }

  /// Why the last [#next()] was false.
  public Stop stop() {
    return stop;
  }

  /// Where the frame starts, or where reading stopped.
  public int offset() {
    return offset;
  }

  /// Bytes of the whole frame.
  public int length() {
    return length;
  }

  /// FMT, one of the constants of [Frame].
  public byte format() {
    return bytes[offset + Frame.FORMAT_AT];
  }

  /// TS, milliseconds since the Unix epoch.
  public long timestampMs() {
    return BigEndian.longInteger(bytes, offset + Frame.TIMESTAMP_AT);
  }

  /// Where the payload starts.
  public int payloadFrom() {
    return offset + Frame.HEADER_BYTES;
  }

  /// Bytes of the payload.
  public int payloadBytes() {
    return length - Frame.HEADER_BYTES;
  }

  /// Where the topic starts; only for [Frame#FORMAT_MQTT].
  public int topicFrom() {
    return payloadFrom() + Frame.TOPIC_LENGTH_BYTES;
  }

  /// Bytes of the topic; only for [Frame#FORMAT_MQTT].
  public int topicBytes() {
    return BigEndian.unsignedShort(bytes, payloadFrom());
  }

  /// Where the message starts: behind the topic of an MQTT frame, otherwise the payload itself.
  public int messageFrom() {
    return format() == Frame.FORMAT_MQTT ? topicFrom() + topicBytes() : payloadFrom();
  }

  /// Bytes of the message.
  public int messageBytes() {
    return offset + length - messageFrom();
  }
}
