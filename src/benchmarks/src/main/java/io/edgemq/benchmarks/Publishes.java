package io.edgemq.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A chunk as a busy connection delivers it: 8 KiB, of 64 PUBLISHes with a payload of 100 bytes.
final class Publishes {
  static final int PACKETS = 64;
  static final int PACKET_BYTES = 128;
  static final int CHUNK_BYTES = PACKETS * PACKET_BYTES;
  static final int MESSAGE_BYTES = 100;

  /// Of a chunk with QoS 1, whose packets have an identifier besides.
  static final int TOPIC_BYTES_QOS_1 = 22;

  /// From the start of a packet: the fixed header of two bytes, and the topic's length.
  static final int TOPIC_AT = 4;

  private static final int FIXED_HEADER_BYTES = 2;
  private static final int PACKET_ID_BYTES = 2;
  private static final int PUBLISH = 0x30;

  private Publishes() {}

  /// The chunk, its packets identified by 1 to 64 if the quality of service is 1 (MQTT 3.1.1,
  /// section 3.3).
  static byte[] chunk(int qos) {
    int topicBytes = TOPIC_BYTES_QOS_1 + (qos == 0 ? PACKET_ID_BYTES : 0);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (int packet = 1; packet <= PACKETS; packet++) {
      chunk.put((byte) (PUBLISH | qos << 1)).put((byte) (PACKET_BYTES - FIXED_HEADER_BYTES));
      chunk
          .putShort((short) topicBytes)
          .put(ascii("plant/line-3/sensor-%0" + (topicBytes - 20) + "d", packet));
      if (qos > 0) {
        chunk.putShort((short) packet);
      }
      chunk.put(ascii("{\"seq\":%0" + (MESSAGE_BYTES - 8) + "d}", packet));
    }
    return chunk.array();
  }

  private static byte[] ascii(String format, int number) {
    return format.formatted(number).getBytes(StandardCharsets.US_ASCII);
  }
}
