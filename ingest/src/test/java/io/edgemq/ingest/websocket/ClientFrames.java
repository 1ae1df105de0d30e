package io.edgemq.ingest.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Frames as a client sends them (RFC 6455, section 5.2), right and wrong ones.
final class ClientFrames {
  static final int FIN = 0x80;
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int MASKED = 0x80;
  private static final int MASK = 0x37FA213D;

  private ClientFrames() {}

  static byte[] binary(byte[] payload) {
    return frame(FIN | BINARY, payload);
  }

  static byte[] binary(String payload) {
    return binary(ascii(payload));
  }

  static byte[] frame(int first, String payload) {
    return frame(first, ascii(payload));
  }

  static byte[] frame(int first, byte[] payload) {
    return frame(first, payload, MASK);
  }

  static byte[] frame(int first, byte[] payload, int mask) {
    return join(header(first, payload.length, mask), masked(payload, mask));
  }

  static byte[] close(int code, byte[] reason) {
    return frame(
        FIN | CLOSE,
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
  }

  /// The header, with as few bytes of length as possible.
  static byte[] header(int first, long length, int mask) {
    int lengthBytes = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
    return header(first, length, lengthBytes, mask);
  }

  static byte[] header(int first, long length) {
    return header(first, length, MASK);
  }

  static byte[] header(int first, long length, int lengthBytes, int mask) {
    ByteBuffer header = ByteBuffer.allocate(2 + lengthBytes + 4).put((byte) first);
    switch (lengthBytes) {
      case 0 -> header.put((byte) (MASKED | length));
      case 2 -> header.put((byte) (MASKED | 126)).putShort((short) length);
      default -> header.put((byte) (MASKED | 127)).putLong(length);
    }
    return header.putInt(mask).array();
  }

  private static byte[] masked(byte[] payload, int mask) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= (byte) (mask >>> (24 - i % 4 * 8));
    }
    return masked;
  }

  static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
