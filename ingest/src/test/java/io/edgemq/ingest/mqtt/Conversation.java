package io.edgemq.ingest.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What comes of a stream of packets, in hex: messages as `topic=message`, PUBACKs, and all other
/// answers.
record Conversation(List<String> messages, List<String> acks, List<String> answers) {
  Conversation() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /// What should come of packets as netty reads them, up to one that it refuses or a DISCONNECT.
  static Conversation expectedOf(List<MqttMessage> packets) {
    var expected = new Conversation();
    for (MqttMessage packet : packets) {
      if (packet.decoderResult().isFailure() || !expected.expect(packet)) {
        break;
      }
    }
    return expected;
  }

  private boolean expect(MqttMessage packet) {
    switch (packet.fixedHeader().messageType()) {
      case CONNECT -> answers.add("20020000");
      case PUBLISH -> expectPublish((MqttPublishMessage) packet);
      case SUBSCRIBE -> {
        var subscribe = (MqttSubscribeMessage) packet;
        int filters = subscribe.payload().topicSubscriptions().size();
        answers.add(
            Hex.of(
                Packets.packet(
                    0x90,
                    Packets.unsignedShort(subscribe.variableHeader().messageId()),
                    Hex.bytes("80".repeat(filters)))));
      }
      case UNSUBSCRIBE -> {
        int packetId = ((MqttUnsubscribeMessage) packet).variableHeader().messageId();
        answers.add(String.format("b002%04x", packetId));
      }
      case PINGREQ -> answers.add("d000");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void expectPublish(MqttPublishMessage publish) {
    byte[] topic = publish.variableHeader().topicName().getBytes(StandardCharsets.UTF_8);
    messages.add(Hex.of(topic) + "=" + ByteBufUtil.hexDump(publish.payload()));
    if (publish.fixedHeader().qosLevel().value() == 1) {
      acks.add(String.format("4002%04x", publish.variableHeader().packetId()));
    }
  }

  /// The same as one line, so that it does not matter how answers were grouped.
  Conversation joined() {
    return new Conversation(
        messages, List.of(String.join("", acks)), List.of(String.join("", answers)));
  }
}
