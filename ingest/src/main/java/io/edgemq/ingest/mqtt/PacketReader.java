package io.edgemq.ingest.mqtt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a rare packet one after the other. The first fault stays: from then on every
/// field reads as empty or 0, so the faults of a row of fields need to be looked at only once
/// behind it.
final class PacketReader {
  private static final byte[] EMPTY = {};

  private final byte[] bytes;
  private final int to;
  private final CloseReason malformed;
  private int at;
  private @Nullable CloseReason fault;

  /// @param malformed the fault of a packet that ends before its fields do
  PacketReader(byte[] bytes, int from, int to, CloseReason malformed) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    this.malformed = malformed;
  }

  static int unsignedShort(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  int readByte() {
    return isThere(1) ? bytes[at++] & 0xFF : 0;
  }

  int readShort() {
    if (!isThere(2)) {
      return 0;
    }
    at += 2;
    return unsignedShort(bytes, at - 2);
  }

  /// A field of a length and as many bytes.
  byte[] readBinary() {
    int length = readShort();
    if (!isThere(length)) {
      return EMPTY;
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /// A field of a length and as many bytes, which are text.
  byte[] readText() {
    byte[] text = readBinary();
    if (!Utf8.isSound(text, 0, text.length) && fault == null) {
      fault = CloseReason.BAD_UTF8;
    }
    return text;
  }

  /// The properties of MQTT 5.0 that stand here.
  void readProperties(PropertyPlace place, PropertyBlock properties) {
    if (fault == null) {
      fault = properties.read(place, bytes, at, to);
      at = properties.end();
    }
  }

  boolean isAtEnd() {
    return fault != null || at == to;
  }

  /// The first fault, null if there was none.
  @Nullable CloseReason fault() {
    return fault;
  }

  /// The first fault, counting what stands behind the last field as one; null if there was none.
  @Nullable CloseReason faultAtEnd() {
    return fault == null && at != to ? malformed : fault;
  }

  private boolean isThere(int count) {
    if (fault == null && to - at < count) {
      fault = malformed;
    }
    return fault == null;
  }
}
