package io.edgemq.ingest.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/// The frames that a server sends: never masked, never fragmented (RFC 6455, section 5). Each is
/// one array, which is cheaper for the socket than a header and a payload joined.
final class ServerFrames {
  private static final byte BINARY = (byte) 0x82;
  private static final byte CLOSE = (byte) 0x88;
  private static final byte PONG = (byte) 0x8A;
  private static final int FIXED_BYTES = 2;
  private static final int SHORT_MAX = 125;
  private static final byte LENGTH_16 = 126;
  private static final byte LENGTH_64 = 127;

  private ServerFrames() {}

  static ByteString binary(ByteString payload) {
    int length = payload.length();
    byte[] frame;
    int headerBytes;
    if (length <= SHORT_MAX) {
      headerBytes = FIXED_BYTES;
      frame = new byte[headerBytes + length];
      frame[1] = (byte) length;
    } else if (length <= 0xFFFF) {
      headerBytes = FIXED_BYTES + Short.BYTES;
      frame = new byte[headerBytes + length];
      frame[1] = LENGTH_16;
      ByteBuffer.wrap(frame).putShort(FIXED_BYTES, (short) length);
    } else {
      headerBytes = FIXED_BYTES + Long.BYTES;
      frame = new byte[headerBytes + length];
      frame[1] = LENGTH_64;
      ByteBuffer.wrap(frame).putLong(FIXED_BYTES, length);
    }
    frame[0] = BINARY;
    payload.copyToArray(frame, headerBytes, length);
    return ByteString.fromArrayUnsafe(frame);
  }

  /// @param payload of the Ping that is answered
  static ByteString pong(byte[] payload) {
    return control(PONG, payload);
  }

  static ByteString close(CloseFrame close) {
    if (close.code() == CloseFrame.NO_CODE) {
      return control(CLOSE, new byte[0]);
    }
    byte[] reason = close.reason().getBytes(StandardCharsets.UTF_8);
    return control(
        CLOSE,
        ByteBuffer.allocate(CloseFrame.CODE_BYTES + reason.length)
            .putShort((short) close.code())
            .put(reason)
            .array());
  }

  private static ByteString control(byte first, byte[] payload) {
    byte[] frame =
        ByteBuffer.allocate(FIXED_BYTES + payload.length)
            .put(first)
            .put((byte) payload.length)
            .put(payload)
            .array();
    return ByteString.fromArrayUnsafe(frame);
  }
}
