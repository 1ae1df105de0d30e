package io.edgemq.ops.bench;

import io.edgemq.ops.load.MessageSource;
import io.edgemq.ops.load.NumberedReadings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// [NumberedReadings] with a note that makes each of them as long as is wanted.
final class PaddedReadings implements MessageSource {
  /// A reading with all its digits, and an empty note.
  static final int BYTES_MIN = 100;

  private static final byte[] NOTE = ",\"note\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

  private final NumberedReadings readings = new NumberedReadings();
  private final int bytes;

  /// @param bytes of each, at least 100
  PaddedReadings(int bytes) {
    if (bytes < BYTES_MIN) {
      throw new IllegalArgumentException("lines of " + bytes + " bytes, at least " + BYTES_MIN);
    }
    this.bytes = bytes;
  }

  @Override
  public int messageBytesMax() {
    return Math.max(bytes, readings.messageBytesMax());
  }

  @Override
  public void topic(int connection, long sequence, ByteBuffer out) {
    readings.topic(connection, sequence, out);
  }

  @Override
  public void payload(int connection, long sequence, ByteBuffer out) {
    int end = out.position() + bytes;
    readings.payload(connection, sequence, out);
    out.position(out.position() - 1).put(NOTE);
    while (out.position() < end - END.length) {
      out.put((byte) 'x');
    }
    out.put(END);
  }
}
