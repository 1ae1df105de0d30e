package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.FakeServer.Post;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine over HTTP, against servers that do what they should and others, over loopback
/// sockets.
@Timeout(60)
class HttpLoadTest {
  private static final NumberedReadings READINGS = new NumberedReadings();

  private static LoadPlan.Builder to(FakeServer server, int batch) {
    return LoadPlan.to(server.host(), server.port(), READINGS).http("/ingest", batch).window(1);
  }

  private static LoadReport run(LoadPlan.Builder plan) throws Exception {
    return Load.run(plan.build(), LoadListener.NONE);
  }

  private static List<String> readings(int connection, long from, long to) {
    return LongStream.range(from, to).mapToObj(it -> reading(connection, it)).toList();
  }

  private static String reading(int connection, long sequence) {
    ByteBuffer out = ByteBuffer.allocate(READINGS.messageBytesMax());
    READINGS.payload(connection, sequence, out);
    return StandardCharsets.US_ASCII.decode(out.flip()).toString();
  }

  private static List<String> ofDevice(List<String> lines, int connection) {
    return lines.stream().filter(it -> it.contains("\"d-000" + connection + "\"")).toList();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "4,1", "1,3", "3,2"})
  void everyMessageIsPostedOnceAndAcknowledged(int window, int threads) throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.accepting())) {
      LoadReport report =
          run(to(server, 100).connections(3).threads(threads).window(window).messages(4_003));

      assertThat(report.connected()).isEqualTo(3);
      assertThat(report.sent()).isEqualTo(4_003);
      assertThat(report.acknowledged()).isEqualTo(4_003);
      assertThat(report.resent() + report.faults() + report.rejected()).isZero();
      assertThat(report.refused()).isEmpty();
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(3);
      assertThat(report.answerMicros().getTotalCount()).as("requests").isEqualTo(3 * 14);
      assertThat(report.sinceDueMicros().getTotalCount()).isZero();
      List<String> lines = server.lines();
      for (int connection = 0; connection < 3; connection++) {
        int share = connection < 1 ? 1_335 : 1_334;
        assertThat(report.acknowledged(connection)).isEqualTo(share);
        assertThat(ofDevice(lines, connection)).isEqualTo(readings(connection, 0, share));
      }
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void keysOfOtherConnectionsMayBeLonger() throws Exception {
    String longKey = "k".repeat(60_000);
    try (FakeServer server = new FakeServer(FakeServer.accepting())) {
      LoadReport report =
          run(
              to(server, 1)
                  .connections(2)
                  .window(20)
                  .credentials(number -> Credentials.of("u", number == 0 ? "k" : longKey))
                  .messages(40));

      assertThat(report.acknowledged()).isEqualTo(40);
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void aRequestIsWhatAServerExpects() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.accepting())) {
      LoadReport report =
          run(
              LoadPlan.to(server.host(), server.port(), READINGS)
                  .http("/e/plant/ingest", 2)
                  .credentials(Credentials.of("u", "ing_live_x"))
                  .messages(2));

      assertThat(report.acknowledged()).isEqualTo(2);
      assertThat(server.peers().getFirst().posts())
          .containsExactly(
              new Post(
                  """
                  POST /e/plant/ingest HTTP/1.1
                  Host: 127.0.0.1:%d
                  X-API-Key: ing_live_x
                  Content-Type: application/x-ndjson
                  Content-Length:       116

                  """
                      .formatted(server.port())
                      .replace("\n", "\r\n"),
                  readings(0, 0, 2)));
    }
  }

  @Test
  void answersMayComeInPieces() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          for (int i = 0; i < 5; i++) {
            Post _ = peer.readPost();
            for (byte one : FakeServer.ACCEPTED.getBytes(StandardCharsets.US_ASCII)) {
              peer.send(one);
            }
          }
          peer.acceptAll();
        })) {
      LoadReport report = run(to(server, 2).window(2).messages(20));

      assertThat(report.acknowledged()).isEqualTo(20);
      assertThat(report.failed()).isZero();
    }
  }

  @Test
  void noMoreThanAWindowOfRequestsIsInFlightAndTheLoadDoesNotWaitForever() throws Exception {
    CountDownLatch windowFull = new CountDownLatch(1);
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          for (int i = 0; i < 3; i++) {
            Post _ = peer.readPost();
          }
          windowFull.countDown();
          Post _ = peer.readPost();
        })) {
      Load load =
          Load.start(
              to(server, 10).window(3).drainMax(Duration.ofMillis(1)).build(), LoadListener.NONE);
      windowFull.await();
      load.stop();
      LoadReport report = load.await();

      assertThat(report.sent()).isEqualTo(30);
      assertThat(report.acknowledged()).isZero();
      assertThat(report.ended(ConnectionEnd.UNSETTLED)).isEqualTo(1);
      assertThat(server.lines()).hasSize(30);
    }
  }

  @Test
  void aRunEndsWhenItsDurationIsOver() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.accepting())) {
      LoadReport report = run(to(server, 10).connections(4).duration(Duration.ofMillis(50)));

      assertThat(report.sent()).isPositive();
      assertThat(report.acknowledged()).isEqualTo(report.sent());
      assertThat(report.publishing()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 413, 500, 503})
  void anotherAnswerThan202IsCountedByItsStatusAndEndsTheClient(int status) throws Exception {
    try (FakeServer server =
        new FakeServer((order, peer) -> {
          Post _ = peer.readPost();
          peer.send(FakeServer.ACCEPTED);
          Post _ = peer.readPost();
          if (order == 0) {
            peer.send("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\n{}");
          } else {
            peer.send(FakeServer.ACCEPTED);
          }
          peer.acceptAll();
        })) {
      LoadReport report = run(to(server, 10).connections(2).window(2).messages(100));

      assertThat(report.refused()).containsExactly(Map.entry(status, 1));
      assertThat(report.rejected()).isEqualTo(1);
      assertThat(report.acknowledged()).isEqualTo(60);
      assertThat(report.ended(ConnectionEnd.REJECTED)).isEqualTo(1);
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(1);
      assertThat(report.failed()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatComesBackPostsEverythingUnacknowledgedAgain() throws Exception {
    try (FakeServer server =
        new FakeServer((order, peer) -> {
          Post _ = peer.readPost();
          peer.send(FakeServer.ACCEPTED);
          Post _ = peer.readPost();
          switch (order) {
            case 0 -> peer.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            case 1 -> peer.reset();
            case 2 -> peer.close();
            default -> {
              peer.send(FakeServer.ACCEPTED);
              peer.acceptAll();
            }
          }
        })) {
      LoadReport report =
          run(to(server, 10).window(2).messages(95).afterReset(AfterReset.RECONNECT));

      assertThat(report.acknowledged()).isEqualTo(95);
      assertThat(report.sent()).isEqualTo(95);
      assertThat(report.resent()).isBetween(30L, 60L);
      assertThat(report.refused()).containsExactly(Map.entry(503, 1));
      assertThat(report.resets()).isEqualTo(3);
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(1);
      assertThat(report.answerMicros().getTotalCount()).isEqualTo(10);
      assertThat(server.lines()).containsAll(readings(0, 0, 95));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-x\r\n\r\n", "HTTP/1.1 202 Accepted\r\n\r\n"})
  void whatIsNoAnswerEndsTheClient(String text) throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          Post _ = peer.readPost();
          peer.send(text);
          peer.acceptAll();
        })) {
      LoadReport report = run(to(server, 1).messages(9).afterReset(AfterReset.RECONNECT));

      assertThat(report.ended(ConnectionEnd.MALFORMED)).isEqualTo(1);
      assertThat(report.acknowledged()).isZero();
    }
  }

  @Test
  void anAnswerToNoRequestEndsTheClient() throws Exception {
    try (FakeServer server =
        new FakeServer((_, peer) -> {
          Post _ = peer.readPost();
          peer.send(FakeServer.ACCEPTED + FakeServer.ACCEPTED);
          peer.acceptAll();
        })) {
      LoadReport report = run(to(server, 1).messages(9));

      assertThat(report.ended(ConnectionEnd.MALFORMED)).isEqualTo(1);
      assertThat(report.acknowledged()).isEqualTo(1);
    }
  }

  @Test
  void aPacedRunPostsWholeBatchesOfWhatIsDue() throws Exception {
    try (FakeServer server = new FakeServer(FakeServer.accepting())) {
      LoadReport report =
          run(
              to(server, 10)
                  .connections(2)
                  .messagesPerSecond(1_000)
                  .duration(Duration.ofMillis(100)));

      // 0, 1, …, 99 ms: what was due is sent or overdue, however late this machine is.
      assertThat(report.sent() + report.overdue()).isEqualTo(100);
      assertThat(report.acknowledged()).isEqualTo(report.sent());
      assertThat(report.sinceDueMicros().getTotalCount()).isEqualTo(report.sent());
      assertThat(server.peers())
          .allSatisfy(peer ->
              assertThat(peer.posts()).allSatisfy(post -> assertThat(post.lines()).hasSize(10)));
    }
  }
}
