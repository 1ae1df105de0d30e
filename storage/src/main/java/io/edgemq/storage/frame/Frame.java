package io.edgemq.storage.frame;

/// The layout of a frame, one received payload in the log:
///
///     [LEN u32][CRC32C u32][FMT u8][TS u64][PAYLOAD]
///
/// All integers are big-endian; lengths and positions are in bytes, TS is milliseconds since the Unix
/// epoch. The rule is docs/format/frame.md; where this class and that page differ, the page is right.
public final class Frame {
  /// Bytes before the payload.
  public static final int HEADER_BYTES = 17;

  /// Format of a body sent over HTTP: the payload is the body.
  public static final byte FORMAT_HTTP = 0;

  /// Format of an MQTT message: the payload is `[TOPIC_LEN u16][TOPIC UTF-8][MESSAGE]`.
  public static final byte FORMAT_MQTT = 3;

  /// Bytes of TOPIC_LEN in the payload of an MQTT frame.
  public static final int TOPIC_LENGTH_BYTES = 2;

  static final int CHECKSUM_AT = 4;
  static final int FORMAT_AT = 8;
  static final int TIMESTAMP_AT = 9;

  private Frame() {}
}
