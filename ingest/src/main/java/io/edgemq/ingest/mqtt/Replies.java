package io.edgemq.ingest.mqtt;

import java.util.Arrays;

/// Builds the answers that need not wait for the disk, one behind the other. Those of one chunk go
/// out in one write.
final class Replies {
  private static final byte[] EMPTY = {};
  private static final int BYTES_MIN = 16;

  private static final int CONNACK = 0x20;
  private static final int SUBACK = 0x90;
  private static final int UNSUBACK = 0xB0;
  private static final int PINGRESP = 0xD0;
  private static final int SUBSCRIPTION_REFUSED = 0x80;

  private byte[] bytes = EMPTY;
  private int length;

  /// CONNACK without session present: no session outlives its connection (MQTT 3.1.1, section 3.2).
  void connAck(int returnCode) {
    reserve(4);
    put(CONNACK);
    put(2);
    put(0);
    put(returnCode);
  }

  /// SUBACK that refuses each of `filters` (MQTT 3.1.1, section 3.9).
  void subAck(int packetId, int filters) {
    reserve(7 + filters);
    put(SUBACK);
    int remaining = 2 + filters;
    while (remaining > 0x7F) {
      put((remaining & 0x7F) | 0x80);
      remaining >>>= 7;
    }
    put(remaining);
    putShort(packetId);
    Arrays.fill(bytes, length, length + filters, (byte) SUBSCRIPTION_REFUSED);
    length += filters;
  }

  /// UNSUBACK (MQTT 3.1.1, section 3.11).
  void unsubAck(int packetId) {
    reserve(4);
    put(UNSUBACK);
    put(2);
    putShort(packetId);
  }

  /// PINGRESP (MQTT 3.1.1, section 3.13).
  void pingResponse() {
    reserve(2);
    put(PINGRESP);
    put(0);
  }

  boolean isEmpty() {
    return length == 0;
  }

  /// Hands over what was built and starts anew.
  void writeTo(SessionEffects effects) {
    byte[] written = bytes;
    int writtenBytes = length;
    bytes = EMPTY;
    length = 0;
    effects.write(written, 0, writtenBytes);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(BYTES_MIN, length + count), bytes.length * 2));
    }
  }

  private void put(int value) {
    bytes[length++] = (byte) value;
  }

  private void putShort(int value) {
    put(value >>> 8);
    put(value);
  }
}
