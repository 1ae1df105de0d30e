package io.edgemq.ops.load;

import java.nio.ByteBuffer;

/// Packs many PUBLISH packets into one reused direct buffer (MQTT section 3.3). One owner thread.
final class PublishEncoder {
  /// Fixed header, topic length, packet id and property length.
  private static final int OVERHEAD_MAX = 5 + 2 + 2 + 1;

  private static final int BUFFER_BYTES_MIN = 256 * 1024;

  private final ByteBuffer out;
  private final MessageSource source;
  private final int qos;
  private final int protocolLevel;
  private final int packetBytesMax;
  // The length of the Remaining Length field is not known before the message is there. It is taken
  // to be
  // that of the message before, and the message is moved in the rare case that it is not.
  private int lengthBytes = 1;

  PublishEncoder(MessageSource source, LoadProtocol.Mqtt mqtt) {
    this.source = source;
    qos = mqtt.qos();
    protocolLevel = mqtt.protocolLevel();
    packetBytesMax = source.messageBytesMax() + OVERHEAD_MAX;
    int needed = Math.max(packetBytesMax, MqttPackets.CONNECT_BYTES_MAX);
    out = ByteBuffer.allocateDirect(Math.max(needed, BUFFER_BYTES_MIN));
  }

  /// The buffer, empty, for the packets to come.
  ByteBuffer begin() {
    return out.clear();
  }

  boolean hasRoom() {
    return out.remaining() >= packetBytesMax;
  }

  /// Appends one PUBLISH.
  void put(int connection, long sequence, int packetId) {
    int start = out.position();
    int body = start + 1 + lengthBytes;
    out.position(body + Short.BYTES);
    source.topic(connection, sequence, out);
    int topicBytes = out.position() - body - Short.BYTES;
    out.putShort(body, (short) topicBytes);
    if (qos == 1) {
      out.putShort((short) packetId);
    }
    if (protocolLevel == 5) {
      out.put((byte) 0);
    }
    source.payload(connection, sequence, out);
    int length = out.position() - body;
    int needed = MqttPackets.variableBytes(length);
    if (needed != lengthBytes) {
      out.put(start + 1 + needed, out, body, length);
      lengthBytes = needed;
    }
    out.position(start);
    out.put((byte) (0x30 | qos << 1));
    MqttPackets.putVariable(out, length);
    out.position(start + 1 + needed + length);
  }

  /// The packets put since [#begin()], ready to be written.
  ByteBuffer end() {
    return out.flip();
  }
}
