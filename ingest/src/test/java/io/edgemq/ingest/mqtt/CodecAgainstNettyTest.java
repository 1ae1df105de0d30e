package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.AckLevel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What our codec makes of random streams, against what netty-codec-mqtt makes of them.
class CodecAgainstNettyTest {
  private static final int MUTANTS = 200;

  static Stream<Arguments> seeds() {
    return Stream.of(MqttVersion.MQTT_3_1_1, MqttVersion.MQTT_5)
        .flatMap(version -> Seeds.upTo(50).mapToObj(seed -> Arguments.of(version, seed)));
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("seeds")
  void aStreamIsReadAlikeWhereverItIsSplit(MqttVersion version, long seed) {
    var random = new Random(seed);
    byte[] stream = RandomPackets.encode(new RandomPackets(random, version).stream(8));
    Conversation expected = ExpectedConversation.of(NettyCodec.decode(stream)).joined();

    for (int split = 0; split <= stream.length; split++) {
      var server = new Server(random);
      server.received(stream, 0, split);
      server.received(stream, split, stream.length);
      server.answer();

      assertThat(server.conversation.joined()).as("split at %d", split).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("seeds")
  void aLongStreamIsReadAlikeInRandomPieces(MqttVersion version, long seed) {
    var random = new Random(seed);
    List<MqttMessage> packets = new RandomPackets(random, version).stream(300);
    byte[] stream = RandomPackets.encode(packets);
    List<MqttMessage> decoded = NettyCodec.decode(stream);
    assertThat(decoded).hasSameSizeAs(packets);
    Conversation expected = ExpectedConversation.of(decoded).joined();

    for (int pieceBytesMax : new int[] {1, 3, 17, 200, 5000, stream.length}) {
      var server = new Server(random);
      server.receivedInPieces(stream, pieceBytesMax);
      server.answer();

      assertThat(server.conversation.joined()).isEqualTo(expected);
      assertThat(server.session.isDrained()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("seeds")
  void aConnectSaysTheSame(MqttVersion version, long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] stream = RandomPackets.encode(new RandomPackets(random, version).stream(1));
      var connect = (MqttConnectMessage) NettyCodec.decode(stream).getFirst();
      var server = new Server(random);
      server.receivedInPieces(stream, 20);

      ConnectRequest request = server.request();
      assertThat(request.clientId()).isEqualTo(Packets.utf8(connect.payload().clientIdentifier()));
      assertThat(request.userName())
          .isEqualTo(
              connect.variableHeader().hasUserName()
                  ? Packets.utf8(connect.payload().userName())
                  : null);
      assertThat(request.password()).isEqualTo(connect.payload().passwordInBytes());
      assertThat(request.cleanSession()).isEqualTo(connect.variableHeader().isCleanSession());
      assertThat(request.hasWill()).isEqualTo(connect.variableHeader().isWillFlag());
      assertThat(request.keepAliveSeconds())
          .isEqualTo(connect.variableHeader().keepAliveTimeSeconds());
      if (version == MqttVersion.MQTT_5) {
        MqttProperties properties = connect.variableHeader().properties();
        assertThat(request.willQos()).isEqualTo(connect.variableHeader().willQos());
        assertThat(request.terms())
            .isEqualTo(
                new ClientTerms(
                    number(properties, MqttPropertyType.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
                    number(properties, MqttPropertyType.REQUEST_PROBLEM_INFORMATION, 1) == 1,
                    number(properties, MqttPropertyType.SESSION_EXPIRY_INTERVAL, 0),
                    false,
                    AckLevel.DURABLE,
                    false));
      }
    }
  }

  /// What netty refuses, we refuse, at that packet or before it; what we take, netty takes and
  /// reads alike. We refuse more: netty does not look at the form of UTF-8, at DUP, or at what
  /// stands behind the fields of a packet, at what aliases stand for and at properties that are
  /// there twice, and serves other versions, retained messages and QoS 2.
  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("seeds")
  void nothingThatNettyRefusesIsTaken(MqttVersion version, long seed) {
    var random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] stream =
          mutated(RandomPackets.encode(new RandomPackets(random, version).stream(5)), random);
      List<MqttMessage> decoded = NettyCodec.decode(stream);
      boolean isRefused = !decoded.isEmpty() && decoded.getLast().decoderResult().isFailure();
      Conversation expected = ExpectedConversation.of(decoded);

      var server = new Server(random);
      server.receivedInPieces(stream, 1 + random.nextInt(stream.length + 1));
      server.answer();

      String hex = Hex.of(stream);
      List<String> messages = server.conversation.messages();
      assertThat(messages).as(hex).isEqualTo(prefix(expected.messages(), messages.size()));
      if (isRefused) {
        server.receivedToTheEndOfThePacket();
        assertThat(server.closed()).as(hex).isNotNull();
        assertThat(server.session.packets()).as(hex).isLessThanOrEqualTo(decoded.size());
      }
      if (server.closed() == null) {
        assertThat(server.conversation.joined()).as(hex).isEqualTo(expected.joined());
      }
    }
  }

  private static long number(MqttProperties properties, MqttPropertyType type, long otherwise) {
    @Nullable MqttProperty<?> property = properties.getProperty(type.value());
    return property == null ? otherwise : Integer.toUnsignedLong((Integer) property.value());
  }

  private static List<String> prefix(List<String> messages, int count) {
    return messages.subList(0, Math.min(count, messages.size()));
  }

  private static byte[] mutated(byte[] stream, Random random) {
    byte[] mutant = stream;
    for (int i = random.nextInt(3); i >= 0 && mutant.length > 0; i--) {
      int at = random.nextInt(mutant.length);
      byte[] head = Arrays.copyOf(mutant, at);
      byte[] tail = Arrays.copyOfRange(mutant, at + 1, mutant.length);
      byte one = mutant[at];
      mutant =
          switch (random.nextInt(6)) {
            case 0 -> head;
            case 1 -> Hex.join(head, tail);
            case 2 -> Hex.join(head, new byte[] {(byte) random.nextInt(256), one}, tail);
            case 3 -> Hex.join(head, new byte[] {(byte) random.nextInt(256)}, tail);
            case 4 -> Hex.join(head, new byte[] {(byte) (one + random.nextInt(-2, 3))}, tail);
            default -> Hex.join(head, new byte[] {(byte) (one ^ (1 << random.nextInt(8)))}, tail);
          };
    }
    return mutant;
  }
}
