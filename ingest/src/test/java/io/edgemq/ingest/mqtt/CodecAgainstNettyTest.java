package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What our codec makes of random streams, against what netty-codec-mqtt makes of them.
class CodecAgainstNettyTest {
  private static final int MUTANTS = 200;

  static LongStream seeds() {
    return Seeds.upTo(50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aStreamIsReadAlikeWhereverItIsSplit(long seed) {
    var random = new Random(seed);
    byte[] stream = RandomPackets.encode(new RandomPackets(random).stream(8));
    Conversation expected = Conversation.expectedOf(NettyCodec.decode(stream)).joined();

    for (int split = 0; split <= stream.length; split++) {
      var server = new Server(random);
      server.received(stream, 0, split);
      server.received(stream, split, stream.length);
      server.answer();

      assertThat(server.conversation.joined()).as("split at %d", split).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aLongStreamIsReadAlikeInRandomPieces(long seed) {
    var random = new Random(seed);
    List<MqttMessage> packets = new RandomPackets(random).stream(300);
    byte[] stream = RandomPackets.encode(packets);
    List<MqttMessage> decoded = NettyCodec.decode(stream);
    assertThat(decoded).hasSameSizeAs(packets);
    Conversation expected = Conversation.expectedOf(decoded).joined();

    for (int pieceBytesMax : new int[] {1, 3, 17, 200, 5000, stream.length}) {
      var server = new Server(random);
      server.receivedInPieces(stream, pieceBytesMax);
      server.answer();

      assertThat(server.conversation.joined()).isEqualTo(expected);
      assertThat(server.session.isDrained()).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aConnectSaysTheSame(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      byte[] stream = RandomPackets.encode(new RandomPackets(random).stream(1));
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
    }
  }

  /// What netty refuses, we refuse, at that packet or before it; what we take, netty takes and
  /// reads alike. We refuse more: netty does not look at the form of UTF-8, at DUP, or at what
  /// stands behind the fields of a packet, and serves other versions and QoS 2.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingThatNettyRefusesIsTaken(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] stream = mutated(RandomPackets.encode(new RandomPackets(random).stream(5)), random);
      List<MqttMessage> decoded = NettyCodec.decode(stream);
      boolean isRefused = !decoded.isEmpty() && decoded.getLast().decoderResult().isFailure();
      Conversation expected = Conversation.expectedOf(decoded);

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
