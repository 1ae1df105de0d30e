package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.FakeServer.Published;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole engine against a server that does what it should, over real loopback sockets.
@Timeout(60)
class MqttLoadTest {
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

  @ParameterizedTest
  @CsvSource({"4,1", "5,1", "4,2", "5,3"})
  void everyMessageIsSentOnceAndAcknowledged(int protocolLevel, int threads) throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report =
          run(
              to(server)
                  .connections(8)
                  .threads(threads)
                  .window(16)
                  .protocolLevel(protocolLevel)
                  .messages(4_003));

      assertThat(report.connected()).isEqualTo(8);
      assertThat(report.sent()).isEqualTo(4_003);
      assertThat(report.acknowledged()).isEqualTo(4_003);
      assertThat(report.resent()).isZero();
      assertThat(report.faults()).isZero();
      assertThat(report.failed()).isZero();
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(8);
      assertThat(report.answerMicros().getTotalCount()).isEqualTo(4_003);
      assertThat(report.sinceDueMicros().getTotalCount()).isZero();
      List<Published> all = server.published();
      for (int connection = 0; connection < 8; connection++) {
        int share = connection < 3 ? 501 : 500;
        assertThat(report.acknowledged(connection)).isEqualTo(share);
        assertThat(sequences(all, connection)).isEqualTo(numbers(0, share));
      }
      assertThat(all).allMatch(one -> one.topic().equals("bench/" + one.connection()));
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void packetIdsCycleFromOneTo65535() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report = run(to(server).window(500).messages(66_000));

      assertThat(report.acknowledged(0)).isEqualTo(66_000);
      assertThat(server.published().stream().map(Published::packetId))
          .isEqualTo(IntStream.range(0, 66_000).mapToObj(n -> n % 65_535 + 1).toList());
    }
  }

  @Test
  void noMoreThanAWindowIsInFlight() throws Exception {
    CountDownLatch windowFull = new CountDownLatch(1);
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          for (int i = 0; i < 10; i++) {
            Published _ = peer.readPublish();
          }
          windowFull.countDown();
          // Whatever else came would be a PUBLISH above the window, and be noted.
          peer.acknowledgeAll();
        })) {
      Load load =
          Load.start(to(server).window(10).drainMax(Duration.ZERO).build(), LoadListener.NONE);
      windowFull.await();
      load.stop();
      LoadReport report = load.await();

      assertThat(report.sent()).isEqualTo(10);
      assertThat(report.acknowledged()).isZero();
      assertThat(report.acknowledged(0)).isZero();
      assertThat(report.ended(ConnectionEnd.UNSETTLED)).isEqualTo(1);
      assertThat(report.failed()).isZero();
      assertThat(sequences(server.published(), 0)).isEqualTo(numbers(0, 10));
    }
  }

  @Test
  void theReceiveMaximumOfTheServerLowersTheWindow() throws Exception {
    CountDownLatch windowFull = new CountDownLatch(1);
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.readConnect();
          // Topic Alias Maximum 5, Receive Maximum 3, Assigned Client Identifier "ab".
          peer.send(new byte[] {0x20, 14, 0, 0, 11, 0x22, 0, 5, 0x21, 0, 3, 0x12, 0, 2, 'a', 'b'});
          for (int i = 0; i < 3; i++) {
            Published _ = peer.readPublish();
          }
          windowFull.countDown();
          peer.acknowledgeAll();
        })) {
      Load load =
          Load.start(
              to(server).protocolLevel(5).window(10).drainMax(Duration.ZERO).build(),
              LoadListener.NONE);
      windowFull.await();
      load.stop();

      assertThat(load.await().sent()).isEqualTo(3);
    }
  }

  @Test
  void pubacksMayComeInPieces() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.readConnect();
          for (byte one : new byte[] {0x20, 2, 0, 0}) {
            peer.send(one);
          }
          for (int i = 0; i < 50; i++) {
            int id = peer.readPublish().packetId();
            for (byte one : new byte[] {0x40, 2, (byte) (id >> 8), (byte) id}) {
              peer.send(one);
            }
          }
          peer.acknowledgeAll();
        })) {
      LoadReport report = run(to(server).messages(60));

      assertThat(report.acknowledged()).isEqualTo(60);
      assertThat(report.faults()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void messagesLargerThanTheSocketTakesArriveWhole(int qos) throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report =
          run(
              LoadPlan.to(server.host(), server.port(), new FixedMessages(1_000_000))
                  .connections(2)
                  .qos(qos)
                  .messages(40));

      assertThat(report.sent()).isEqualTo(40);
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(2);
      for (int connection = 0; connection < 2; connection++) {
        assertThat(sequences(server.published(), connection)).isEqualTo(numbers(0, 20));
      }
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void withQosZeroTheServerHasReadEverythingAtTheEnd() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report = run(to(server).connections(3).qos(0).messages(30_000));

      assertThat(report.sent()).isEqualTo(30_000);
      assertThat(report.acknowledged()).isZero();
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(3);
      assertThat(server.published()).hasSize(30_000).allMatch(one -> one.packetId() == 0);
    }
  }

  @Test
  void aPacedRunSendsNoMoreThanIsDue() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report =
          run(to(server).connections(7).messagesPerSecond(1_000).duration(Duration.ofMillis(100)));

      // 0, 1, …, 99 ms: what was due is sent or overdue, however late this machine is.
      assertThat(report.sent() + report.overdue()).isEqualTo(100);
      assertThat(report.acknowledged()).isEqualTo(report.sent());
      assertThat(report.sinceDueMicros().getTotalCount()).isEqualTo(report.sent());
    }
  }

  @Test
  void messagesThatAFullWindowHeldBackAreOverdue() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.greet();
          Published _ = peer.readPublish();
          int _ = peer.read().type();
        })) {
      LoadReport report =
          run(
              to(server)
                  .window(1)
                  .messages(50)
                  .messagesPerSecond(1e6)
                  .duration(Duration.ofMillis(50))
                  .drainMax(Duration.ZERO));

      assertThat(report.sent()).isEqualTo(1);
      assertThat(report.overdue()).isEqualTo(49);
    }
  }

  @Test
  void aRunEndsWhenItsDurationIsOver() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report = run(to(server).connections(4).duration(Duration.ofMillis(50)));

      assertThat(report.sent()).isPositive();
      assertThat(report.acknowledged()).isEqualTo(report.sent());
      assertThat(report.publishing()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }
  }

  @Test
  void aLoadCanBeStoppedBeforeAnyServerAnswers() throws Exception {
    CountDownLatch connecting = new CountDownLatch(1);
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          peer.readConnect();
          connecting.countDown();
          peer.acknowledgeAll();
        })) {
      Load load = Load.start(to(server).connections(2).build(), LoadListener.NONE);
      connecting.await();
      load.stop();
      LoadReport report = load.await();

      assertThat(report.sent()).isZero();
      assertThat(report.failed()).isEqualTo(2);
    }
  }

  @Test
  void theListenerHearsTheTwoEndsOfPublishing() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    LoadListener listener =
        new LoadListener() {
          @Override
          public void publishingStarts(LoadProgress progress) {
            assertThat(progress.sent()).isZero();
            starts.incrementAndGet();
          }

          @Override
          public void settled(LoadProgress progress) {
            assertThat(progress.acknowledged()).isPositive();
            ends.incrementAndGet();
          }
        };
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      Load load = Load.start(to(server).connections(4).threads(2).messages(400).build(), listener);
      LoadReport report = load.await();

      assertThat(report.acknowledged()).isEqualTo(400);
      assertThat(starts).hasValue(1);
      assertThat(ends).hasValue(1);
      assertThat(load.progress().sent()).isEqualTo(400);
      assertThat(load.progress().acknowledged()).isEqualTo(400);
      assertThat(load.progress().open()).isZero();
    }
  }

  @Test
  void theConnectCarriesTheKeyAndTheClientId() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.acknowledging())) {
      LoadReport report =
          run(
              to(server)
                  .clientIdPrefix("c-")
                  .credentials(Credentials.of("u", "ing_live_x"))
                  .messages(1));

      assertThat(report.acknowledged()).isEqualTo(1);
      assertThat(new String(server.peers().getFirst().connect(), StandardCharsets.ISO_8859_1))
          .isEqualTo("\0\4MQTT\4\u00c2\0\0\0\3c-0\0\1u\0\ning_live_x");
    }
  }
}
