package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ops.load.FakeServer.Published;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole engine against servers that refuse, reset, lie, vanish or come back elsewhere.
@Timeout(60)
class MqttLoadFaultTest {
  private static final MessageSource SMALL = new FixedMessages(20);

  private static LoadPlan.Builder to(FakeServer server) {
    return LoadPlan.to(server.host(), server.port(), SMALL);
  }

  private static LoadReport run(LoadPlan.Builder plan) throws Exception {
    return Load.run(plan.build(), LoadListener.NONE);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static List<Long> sequences(List<Published> messages, int connection) {
    return messages.stream()
        .filter(message -> message.connection() == connection)
        .map(Published::sequence)
        .toList();
  }

  @Test
  void aRefusalIsCountedByItsCode() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.readConnect();
          peer.send((byte) 0x20, (byte) 2, (byte) 0, (byte) 5);
        })) {
      LoadReport report = run(to(server).connections(5).messages(100));

      assertThat(report.connected()).isZero();
      assertThat(report.refused()).containsExactly(Map.entry(5, 5));
      assertThat(report.ended(ConnectionEnd.REFUSED)).isEqualTo(5);
      assertThat(report.failed()).isZero();
      assertThat(report.sent()).isZero();
    }
  }

  @Test
  void aServerThatIsNotThereIsAFailure() throws Exception {
    int port;
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      port = server.port();
    }
    LoadReport report = run(LoadPlan.to("127.0.0.1", port, SMALL).connections(3).messages(9));

    assertThat(report.connected()).isZero();
    assertThat(report.failed()).isEqualTo(3);
    assertThat(report.ended(ConnectionEnd.UNREACHABLE)).isEqualTo(3);
  }

  @Test
  void aServerThatNeverAnswersConnectIsAFailure() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.readConnect();
          peer.readConnect();
        })) {
      LoadReport report =
          run(to(server).connections(2).messages(9).connectMax(Duration.ofMillis(20)));

      assertThat(report.connected()).isZero();
      assertThat(report.ended(ConnectionEnd.UNREACHABLE)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "close"})
  void aConnectionThatBreaksEndsAndTheOthersGoOn(String how) throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          Published first = peer.readPublish();
          if (first.connection() != 1) {
            peer.puback(first.packetId());
            peer.acknowledgeAll();
            return;
          }
          peer.puback(first.packetId());
          for (int i = 1; i < 50; i++) {
            Published message = peer.readPublish();
            if (i < 30) {
              peer.puback(message.packetId());
            }
          }
          if (how.equals("reset")) {
            peer.reset();
          }
        })) {
      LoadReport report = run(to(server).connections(3).window(40).messages(900));

      assertThat(report.acknowledged(0)).isEqualTo(300);
      assertThat(report.acknowledged(2)).isEqualTo(300);
      // A reset may overtake PUBACKs that are under way; what counts as acknowledged was.
      assertThat(report.acknowledged(1)).isBetween(10L, 30L);
      assertThat(report.acknowledged()).isEqualTo(600 + report.acknowledged(1));
      assertThat(report.connections().get(1).end()).isEqualTo(ConnectionEnd.RESET);
      assertThat(report.failed()).isEqualTo(1);
      assertThat(report.resets()).isEqualTo(1);
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void aClientThatComesBackSendsEverythingUnacknowledgedAgain() throws Exception {
    try (FakeServer server =
        new FakeServer((order, peer) -> {
          peer.greet();
          if (order >= 6) {
            peer.acknowledgeAll();
            return;
          }
          for (int i = 0; i < 20; i++) {
            Published message = peer.readPublish();
            if (i < 7) {
              peer.puback(message.packetId());
            }
          }
          if (order % 2 == 0) {
            peer.reset();
          }
        })) {
      LoadReport report =
          run(
              to(server)
                  .connections(2)
                  .window(32)
                  .messages(1_000)
                  .afterReset(AfterReset.RECONNECT));

      assertThat(report.acknowledged(0)).isEqualTo(500);
      assertThat(report.acknowledged(1)).isEqualTo(500);
      assertThat(report.sent()).isEqualTo(1_000);
      assertThat(report.resent()).isPositive();
      assertThat(report.resets()).isEqualTo(6);
      assertThat(report.faults()).isZero();
      assertThat(report.connected()).isEqualTo(2);
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(2);
      assertThat(report.answerMicros().getTotalCount()).isEqualTo(1_000);
      for (int connection = 0; connection < 2; connection++) {
        assertThat(sequences(server.published(), connection).stream().distinct().sorted())
            .isEqualTo(numbers(0, 500));
      }
      for (FakeServer.Peer peer : server.peers()) {
        List<Published> messages = peer.published();
        long first = messages.getFirst().sequence();
        assertThat(messages.stream().map(Published::sequence))
            .isEqualTo(numbers(first, first + messages.size()));
      }
    }
  }

  @Test
  void aClientFindsAServerThatCameBackElsewhere() throws Exception {
    AtomicInteger port = new AtomicInteger();
    CountDownLatch published = new CountDownLatch(1);
    FakeServer first =
        new FakeServer((_, peer) -> {
          peer.greet();
          peer.puback(peer.readPublish().packetId());
          published.countDown();
          peer.acknowledgeAll();
        });
    port.set(first.port());
    IntSupplier supplier = port::get;
    Load load =
        Load.start(
            LoadPlan.to(first.host(), supplier, SMALL)
                .connections(4)
                .afterReset(AfterReset.RECONNECT)
                .build(),
            LoadListener.NONE);
    published.await();
    port.set(0);
    first.close();
    CountDownLatch again = new CountDownLatch(4);
    try (FakeServer second =
        new FakeServer((_, peer) -> {
          peer.greet();
          Published message = peer.readPublish();
          again.countDown();
          peer.puback(message.packetId());
          peer.acknowledgeAll();
        })) {
      port.set(second.port());
      again.await();
      load.stop();
      LoadReport report = load.await();

      assertThat(report.acknowledged()).isEqualTo(report.sent());
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(4);
      assertThat(report.resets()).isEqualTo(4);
      for (int connection = 0; connection < 4; connection++) {
        List<Long> one = sequences(first.published(), connection);
        List<Long> two = sequences(second.published(), connection);
        assertThat(
                LongStream.concat(one.stream().mapToLong(n -> n), two.stream().mapToLong(n -> n)))
            .contains(
                LongStream.range(0, report.acknowledged(connection)).boxed().toArray(Long[]::new));
      }
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    try (FakeServer server =
        new FakeServer((order, peer) -> {
          if (order == 0) {
            peer.readConnect();
            peer.send((byte) 0x20, (byte) 2, (byte) 0, (byte) 3);
          } else {
            peer.greet();
            peer.acknowledgeAll();
          }
        })) {
      LoadReport report = run(to(server).messages(10).afterReset(AfterReset.RECONNECT));

      assertThat(report.acknowledged()).isEqualTo(10);
      assertThat(report.refused()).containsExactly(Map.entry(3, 1));
    }
  }

  @Test
  void aPubackOutOfOrderIsAFaultAndStillCounts() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          int[] ids = new int[10];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = peer.readPublish().packetId();
          }
          for (int i : new int[] {0, 1, 4, 3, 2, 5, 6, 7, 8, 9}) {
            peer.puback(ids[i]);
          }
          peer.acknowledgeAll();
        })) {
      LoadReport report = run(to(server).window(10).messages(30));

      assertThat(report.faults()).isEqualTo(2);
      assertThat(report.acknowledged(0)).isEqualTo(30);
      assertThat(report.answerMicros().getTotalCount()).isEqualTo(30);
    }
  }

  @Test
  void aMessageBehindAMissingPubackDoesNotCount() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          for (int i = 0; i < 10; i++) {
            int id = peer.readPublish().packetId();
            if (i != 4) {
              peer.puback(id);
            }
          }
          peer.close();
        })) {
      LoadReport report = run(to(server).window(10).messages(10));

      assertThat(report.faults()).isEqualTo(5);
      assertThat(report.acknowledged(0)).isEqualTo(4);
      assertThat(report.acknowledged()).isEqualTo(4);
    }
  }

  @Test
  void aPubackForNothingIsAFault() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          peer.puback(9_999);
          peer.puback(0);
          peer.acknowledgeAll();
        })) {
      LoadReport report = run(to(server).messages(10));

      assertThat(report.faults()).isEqualTo(2);
      assertThat(report.acknowledged()).isEqualTo(10);
    }
  }

  @Test
  void aRejectedMessageEndsItsClient() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          int first = peer.readPublish().packetId();
          int second = peer.readPublish().packetId();
          // 0x10 is a success (no matching subscribers), 0x87 is not.
          peer.send((byte) 0x40, (byte) 3, (byte) 0, (byte) first, (byte) 0x10);
          peer.send((byte) 0x40, (byte) 4, (byte) 0, (byte) second, (byte) 0x87, (byte) 0);
          peer.acknowledgeAll();
        })) {
      LoadReport report =
          run(to(server).protocolLevel(5).messages(20).afterReset(AfterReset.RECONNECT));

      assertThat(report.rejected()).isEqualTo(1);
      assertThat(report.acknowledged(0)).isEqualTo(1);
      assertThat(report.ended(ConnectionEnd.REJECTED)).isEqualTo(1);
      assertThat(report.failed()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"20020000", "00", "40ffffffff01", "408200", "4001aa", "d000"})
  void whatIsNotMqttEndsTheClient(String hex) throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          Published _ = peer.readPublish();
          peer.send(HexFormat.of().parseHex(hex + "0000"));
          peer.acknowledgeAll();
        })) {
      LoadReport report = run(to(server).messages(20).afterReset(AfterReset.RECONNECT));

      assertThat(report.ended(ConnectionEnd.MALFORMED)).isEqualTo(1);
      assertThat(report.failed()).isEqualTo(1);
      assertThat(report.acknowledged()).isZero();
    }
  }

  @Test
  void aSourceThatThrowsBreaksTheLoadOff() throws Exception {
    MessageSource broken =
        new MessageSource() {
          @Override
          public int messageBytesMax() {
            return 100;
          }

          @Override
          public void topic(int connection, long sequence, ByteBuffer out) {
            out.put((byte) 't');
          }

          @Override
          public void payload(int connection, long sequence, ByteBuffer out) {
            throw new IllegalStateException("message " + sequence);
          }
        };
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadPlan plan =
          LoadPlan.to(server.host(), server.port(), broken).connections(2).threads(2).build();

      assertThatThrownBy(() -> Load.run(plan, LoadListener.NONE))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("message 0");
    }
  }
}
