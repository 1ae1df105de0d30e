package io.edgemq.ops.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Messages of one size: topic `bench/<connection>`, payload of the connection (4 bytes), the
/// sequence number (8 bytes), both big-endian, and filler. For throughput, and for tests that must
/// recognise every message they find again.
public final class FixedMessages implements MessageSource {
  /// The smallest payload: connection and sequence number.
  public static final int PAYLOAD_BYTES_MIN = Integer.BYTES + Long.BYTES;

  /// Leaves room for the topic below MQTT's largest packet (Remaining Length, MQTT 3.1.1 section
  /// 2.2.3).
  public static final int PAYLOAD_BYTES_MAX = 256 * 1024 * 1024 - 1024;

  private static final byte[] TOPIC_PREFIX = "bench/".getBytes(StandardCharsets.US_ASCII);

  private final byte[] filler;

  /// Messages of one size.
  ///
  /// @param payloadBytes size of each payload, 12 to 268,434,432
  public FixedMessages(int payloadBytes) {
    if (payloadBytes < PAYLOAD_BYTES_MIN || payloadBytes > PAYLOAD_BYTES_MAX) {
      throw new IllegalArgumentException(
          "payload of "
              + payloadBytes
              + " bytes, allowed "
              + PAYLOAD_BYTES_MIN
              + " to "
              + PAYLOAD_BYTES_MAX);
    }
    filler = new byte[payloadBytes - PAYLOAD_BYTES_MIN];
    Arrays.fill(filler, (byte) 'x');
  }

  @Override
  public int messageBytesMax() {
    return TOPIC_PREFIX.length + Decimals.DIGITS_MAX + PAYLOAD_BYTES_MIN + filler.length;
  }

  @Override
  public void topic(int connection, long sequence, ByteBuffer out) {
    out.put(TOPIC_PREFIX);
    Decimals.put(connection, 1, out);
  }

  @Override
  public void payload(int connection, long sequence, ByteBuffer out) {
    out.putInt(connection);
    out.putLong(sequence);
    out.put(filler);
  }
}
