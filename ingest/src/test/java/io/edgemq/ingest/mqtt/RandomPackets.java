package io.edgemq.ingest.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Streams of sound packets of a 3.1.1 client: CONNECT first, DISCONNECT at the end now and then.
final class RandomPackets {
  private static final String CHARACTERS = "abc/ $~\u0001äß\u07FF\u0800水\uFEFF\uFFFF😀";

  private final Random random;

  RandomPackets(Random random) {
    this.random = random;
  }

  List<MqttMessage> stream(int packetsMax) {
    var packets = new ArrayList<MqttMessage>();
    packets.add(connect());
    int count = random.nextInt(packetsMax);
    for (int i = 0; i < count; i++) {
      packets.add(packet());
    }
    if (random.nextInt(4) == 0) {
      packets.add(MqttMessage.DISCONNECT);
      packets.add(publish());
    }
    return packets;
  }

  static byte[] encode(List<MqttMessage> packets) {
    return Hex.join(packets.stream().map(NettyCodec::encode).toArray(byte[][]::new));
  }

  private MqttMessage packet() {
    return switch (random.nextInt(12)) {
      case 0 -> MqttMessage.PINGREQ;
      case 1 -> subscribe();
      case 2 -> {
        var unsubscribe = MqttMessageBuilders.unsubscribe().messageId(packetId());
        for (int i = random.nextInt(3); i >= 0; i--) {
          unsubscribe.addTopicFilter(text(1, 20));
        }
        yield unsubscribe.build();
      }
      default -> publish();
    };
  }

  private MqttMessage connect() {
    var connect =
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_3_1_1)
            .clientId(text(1, 30))
            .cleanSession(random.nextBoolean())
            .keepAlive(random.nextInt(65_536));
    if (random.nextBoolean()) {
      connect.hasUser(true).username(text(0, 20));
      if (random.nextBoolean()) {
        connect.hasPassword(true).password(bytes(40));
      }
    }
    if (random.nextBoolean()) {
      connect
          .willFlag(true)
          .willTopic(text(1, 20))
          .willMessage(bytes(40))
          .willQoS(MqttQoS.valueOf(random.nextInt(3)))
          .willRetain(random.nextBoolean());
    }
    return connect.build();
  }

  private MqttMessage publish() {
    int qos = random.nextInt(2);
    return MqttMessageBuilders.publish()
        .topicName(text(1, 40))
        .qos(MqttQoS.valueOf(qos))
        .messageId(qos == 0 ? 0 : packetId())
        .retained(random.nextBoolean())
        .payload(Unpooled.wrappedBuffer(bytes(random.nextInt(10) == 0 ? 400 : 40)))
        .build();
  }

  private MqttMessage subscribe() {
    var subscribe = MqttMessageBuilders.subscribe().messageId(packetId());
    for (int i = random.nextInt(20) == 0 ? 150 : random.nextInt(3); i >= 0; i--) {
      subscribe.addSubscription(MqttQoS.valueOf(random.nextInt(3)), text(1, 20));
    }
    return subscribe.build();
  }

  private int packetId() {
    return 1 + random.nextInt(65_535);
  }

  private byte[] bytes(int lengthMax) {
    byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text(int codePointsMin, int codePointsMax) {
    int[] alphabet = CHARACTERS.codePoints().toArray();
    var text = new StringBuilder();
    for (int i = codePointsMin + random.nextInt(codePointsMax); i > 0; i--) {
      int codePoint = random.nextInt(3) == 0 ? alphabet[random.nextInt(alphabet.length)] : 't';
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }
}
