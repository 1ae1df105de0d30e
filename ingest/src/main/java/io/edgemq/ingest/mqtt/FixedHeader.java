package io.edgemq.ingest.mqtt;

/// The length part of a fixed header (MQTT 3.1.1, section 2.2.3). A flyweight: [#read] moves it,
/// the accessors describe the packet until the next call.
final class FixedHeader {
  /// How far a read came.
  enum Extent {
    WHOLE,
    PARTIAL,
    MALFORMED
  }

  private static final int LENGTH_BYTES_MAX = 4;

  private int headerBytes;
  private int remainingBytes;
  private boolean isMinimal;

  /// Reads the header of the packet at `at`, of which the bytes before `to` are there. A length in
  /// more bytes than it needs is read, as 3.1.1 says nothing against it.
  Extent read(byte[] bytes, int at, int to) {
    int length = 0;
    for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
      int position = at + 1 + i;
      if (position >= to) {
        return Extent.PARTIAL;
      }
      byte digit = bytes[position];
      length |= (digit & 0x7F) << (7 * i);
      if (digit >= 0) {
        headerBytes = 2 + i;
        remainingBytes = length;
        isMinimal = i == 0 || digit != 0;
        return Extent.WHOLE;
      }
    }
    return Extent.MALFORMED;
  }

  /// Whether the length takes no more bytes than it needs (MQTT 5.0, MQTT-1.5.5-1).
  boolean isMinimal() {
    return isMinimal;
  }

  /// Bytes of the fixed header.
  int headerBytes() {
    return headerBytes;
  }

  /// Bytes of variable header and payload.
  int remainingBytes() {
    return remainingBytes;
  }

  /// Bytes of the whole packet.
  int packetBytes() {
    return headerBytes + remainingBytes;
  }
}
