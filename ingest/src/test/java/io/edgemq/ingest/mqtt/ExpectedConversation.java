package io.edgemq.ingest.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What should come of packets as netty reads them.
final class ExpectedConversation {
  /// The limits of [Server] in a CONNACK of MQTT 5.0.
  private static final String CONNACK_V5 =
      "201d00001a"
          + "24012500280029002a00" // Maximum QoS 1; four things that are not available
          + "21ffff220010" // Receive Maximum 65,535, Topic Alias Maximum 16
          + "27001103ff1100000000"; // Maximum Packet Size, Session Expiry Interval 0

  private static final int ALIAS_MAX = 16;

  private final Conversation expected = new Conversation();
  private final Map<Integer, byte[]> topics = new HashMap<>();
  private boolean isV5;
  private boolean wantsReasons;

  private ExpectedConversation() {}

  /// Up to a packet that netty refuses, that we cannot take, or a DISCONNECT.
  static Conversation of(List<MqttMessage> packets) {
    var conversation = new ExpectedConversation();
    for (MqttMessage packet : packets) {
      if (packet.decoderResult().isFailure() || !conversation.expect(packet)) {
        break;
      }
    }
    return conversation.expected;
  }

  private boolean expect(MqttMessage packet) {
    switch (packet.fixedHeader().messageType()) {
      case CONNECT -> expectConnect((MqttConnectMessage) packet);
      case PUBLISH -> {
        return expectPublish((MqttPublishMessage) packet);
      }
      case SUBSCRIBE -> expectSubscribe((MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> expectUnsubscribe((MqttUnsubscribeMessage) packet);
      case PINGREQ -> expected.answers().add("d000");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void expectConnect(MqttConnectMessage connect) {
    isV5 = connect.variableHeader().version() == 5;
    @Nullable Integer wants =
        number(connect.variableHeader().properties(), MqttPropertyType.REQUEST_PROBLEM_INFORMATION);
    wantsReasons = wants == null || wants == 1;
    expected.answers().add(isV5 ? CONNACK_V5 : "20020000");
  }

  private boolean expectPublish(MqttPublishMessage publish) {
    byte[] topic = publish.variableHeader().topicName().getBytes(StandardCharsets.UTF_8);
    @Nullable Integer alias =
        number(publish.variableHeader().properties(), MqttPropertyType.TOPIC_ALIAS);
    if (alias != null) {
      if (alias < 1 || alias > ALIAS_MAX) {
        return false;
      }
      if (topic.length > 0) {
        topics.put(alias, topic);
      }
      topic = topics.getOrDefault(alias, topic);
    }
    expected.messages().add(Hex.of(topic) + "=" + ByteBufUtil.hexDump(publish.payload()));
    if (publish.fixedHeader().qosLevel().value() == 1) {
      expected.acks().add(String.format("4002%04x", publish.variableHeader().packetId()));
    }
    return true;
  }

  private void expectSubscribe(MqttSubscribeMessage subscribe) {
    byte[] packetId = Packets.unsignedShort(subscribe.variableHeader().messageId());
    int filters = subscribe.payload().topicSubscriptions().size();
    String reason = wantsReasons ? "1f" + Hex.of(Packets.text("this server only receives")) : "";
    byte[] suback =
        isV5
            ? Packets.packet(
                0x90, packetId, Packets.properties(reason), Hex.bytes("83".repeat(filters)))
            : Packets.packet(0x90, packetId, Hex.bytes("80".repeat(filters)));
    expected.answers().add(Hex.of(suback));
  }

  private void expectUnsubscribe(MqttUnsubscribeMessage unsubscribe) {
    byte[] packetId = Packets.unsignedShort(unsubscribe.variableHeader().messageId());
    int filters = unsubscribe.payload().topics().size();
    String codes = isV5 ? "00" + "11".repeat(filters) : "";
    expected.answers().add(Hex.of(Packets.packet(0xB0, packetId, Hex.bytes(codes))));
  }

  private static @Nullable Integer number(MqttProperties properties, MqttPropertyType type) {
    @Nullable MqttProperty<?> property = properties.getProperty(type.value());
    return property == null ? null : (Integer) property.value();
  }
}
