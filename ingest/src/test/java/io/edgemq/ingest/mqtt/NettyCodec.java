package io.edgemq.ingest.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The second opinion.
final class NettyCodec {
  private static final int MESSAGE_BYTES_MAX = 1 << 28;
  private static final int CLIENT_ID_BYTES_MAX = 65_535;

  private NettyCodec() {}

  /// The packets one behind the other. The CONNECT among them says in which version.
  static byte[] encode(List<MqttMessage> messages) {
    var channel = new EmbeddedChannel(MqttEncoder.INSTANCE);
    var bytes = new ByteArrayOutputStream();
    for (MqttMessage message : messages) {
      channel.writeOutbound(message);
      @Nullable ByteBuf encoded = channel.readOutbound();
      if (encoded == null) {
        throw new AssertionError("nothing was encoded");
      }
      bytes.writeBytes(ByteBufUtil.getBytes(encoded));
      encoded.release();
    }
    channel.finishAndReleaseAll();
    return bytes.toByteArray();
  }

  /// All whole packets; if there is one that it refuses, that is the last, with its failure. Their
  /// buffers are left to the garbage collector.
  static List<MqttMessage> decode(byte[] bytes) {
    var channel = new EmbeddedChannel(new MqttDecoder(MESSAGE_BYTES_MAX, CLIENT_ID_BYTES_MAX));
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    var messages = new ArrayList<MqttMessage>();
    @Nullable MqttMessage message = channel.readInbound();
    while (message != null) {
      messages.add(message);
      message = channel.readInbound();
    }
    channel.finishAndReleaseAll();
    return messages;
  }
}
