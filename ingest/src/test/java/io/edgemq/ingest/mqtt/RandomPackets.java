package io.edgemq.ingest.mqtt;

import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.CONTENT_TYPE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.CORRELATION_DATA;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.MAXIMUM_PACKET_SIZE;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.PAYLOAD_FORMAT_INDICATOR;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.RECEIVE_MAXIMUM;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.REQUEST_PROBLEM_INFORMATION;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.REQUEST_RESPONSE_INFORMATION;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.RESPONSE_TOPIC;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SESSION_EXPIRY_INTERVAL;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.SUBSCRIPTION_IDENTIFIER;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.TOPIC_ALIAS;
import static io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType.TOPIC_ALIAS_MAXIMUM;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Streams of sound packets of a client of either version: CONNECT first, DISCONNECT at the end now
/// and then.
final class RandomPackets {
  private static final String CHARACTERS = "abc/ $~\u0001äß\u07FF\u0800水\uFEFF\uFFFF😀";

  private static final int ALIAS_MAX = 16;

  private final Random random;
  private final boolean isV5;
  private final Set<Integer> aliases = new HashSet<>();

  RandomPackets(Random random, MqttVersion version) {
    this.random = random;
    this.isV5 = version == MqttVersion.MQTT_5;
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
    return NettyCodec.encode(packets);
  }

  private MqttMessage packet() {
    return switch (random.nextInt(12)) {
      case 0 -> MqttMessage.PINGREQ;
      case 1 -> subscribe();
      case 2 -> {
        var unsubscribe =
            MqttMessageBuilders.unsubscribe().messageId(packetId()).properties(userProperties());
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
            .protocolVersion(isV5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
            .properties(connectProperties())
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
          .willProperties(messageProperties())
          .willQoS(MqttQoS.valueOf(random.nextInt(isV5 ? 2 : 3)))
          .willRetain(!isV5 && random.nextBoolean());
    }
    return connect.build();
  }

  private MqttMessage publish() {
    int qos = random.nextInt(2);
    MqttProperties properties = messageProperties();
    return MqttMessageBuilders.publish()
        .topicName(topic(properties))
        .properties(properties)
        .qos(MqttQoS.valueOf(qos))
        .messageId(qos == 0 ? 0 : packetId())
        .retained(!isV5 && random.nextBoolean())
        .payload(Unpooled.wrappedBuffer(bytes(random.nextInt(10) == 0 ? 400 : 40)))
        .build();
  }

  private MqttMessage subscribe() {
    MqttProperties properties = userProperties();
    if (isV5 && random.nextInt(3) == 0) {
      properties.add(
          new IntegerProperty(SUBSCRIPTION_IDENTIFIER.value(), 1 + random.nextInt(268_435_455)));
    }
    var subscribe = MqttMessageBuilders.subscribe().messageId(packetId()).properties(properties);
    for (int i = random.nextInt(20) == 0 ? 150 : random.nextInt(3); i >= 0; i--) {
      subscribe.addSubscription(MqttQoS.valueOf(random.nextInt(3)), text(1, 20));
    }
    return subscribe.build();
  }

  /// A topic, or none where an alias stands for it.
  private String topic(MqttProperties properties) {
    if (!isV5 || random.nextInt(2) == 0) {
      return text(1, 40);
    }
    int alias = 1 + random.nextInt(ALIAS_MAX);
    properties.add(new IntegerProperty(TOPIC_ALIAS.value(), alias));
    return aliases.add(alias) || random.nextInt(4) == 0 ? text(1, 40) : "";
  }

  private MqttProperties connectProperties() {
    MqttProperties properties = userProperties();
    if (isV5) {
      addNow(properties, SESSION_EXPIRY_INTERVAL, random.nextInt());
      addNow(properties, RECEIVE_MAXIMUM, 1 + random.nextInt(65_535));
      addNow(properties, MAXIMUM_PACKET_SIZE, 1_000_000 + random.nextInt(1_000_000));
      addNow(properties, TOPIC_ALIAS_MAXIMUM, random.nextInt(65_536));
      addNow(properties, REQUEST_PROBLEM_INFORMATION, random.nextInt(2));
      addNow(properties, REQUEST_RESPONSE_INFORMATION, random.nextInt(2));
    }
    return properties;
  }

  private MqttProperties messageProperties() {
    MqttProperties properties = userProperties();
    if (isV5 && random.nextBoolean()) {
      addNow(properties, PAYLOAD_FORMAT_INDICATOR, random.nextInt(2));
      addNow(properties, PUBLICATION_EXPIRY_INTERVAL, random.nextInt());
      if (random.nextBoolean()) {
        properties.add(new StringProperty(CONTENT_TYPE.value(), text(0, 10)));
        properties.add(new StringProperty(RESPONSE_TOPIC.value(), text(1, 10)));
        properties.add(new BinaryProperty(CORRELATION_DATA.value(), bytes(10)));
      }
    }
    return properties;
  }

  private void addNow(MqttProperties properties, MqttPropertyType type, int value) {
    if (random.nextInt(3) == 0) {
      properties.add(new IntegerProperty(type.value(), value));
    }
  }

  private MqttProperties userProperties() {
    var properties = new MqttProperties();
    for (int i = isV5 ? random.nextInt(4) - 1 : 0; i > 0; i--) {
      properties.add(new UserProperty(text(0, 5), text(0, 5)));
    }
    return properties;
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
