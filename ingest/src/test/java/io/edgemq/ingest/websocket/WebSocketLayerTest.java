package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.BINARY;
import static io.edgemq.ingest.websocket.ClientFrames.CLOSE;
import static io.edgemq.ingest.websocket.ClientFrames.CONTINUATION;
import static io.edgemq.ingest.websocket.ClientFrames.FIN;
import static io.edgemq.ingest.websocket.ClientFrames.PING;
import static io.edgemq.ingest.websocket.ClientFrames.TEXT;
import static io.edgemq.ingest.websocket.ClientFrames.ascii;
import static io.edgemq.ingest.websocket.ClientFrames.binary;
import static io.edgemq.ingest.websocket.ClientFrames.frame;
import static io.edgemq.ingest.websocket.ClientFrames.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The layer between a client and a session that are both in the test's hand.
class WebSocketLayerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(100);
  private static final int MAX = 1000;
  private static final int QUEUED = 2000;
  private static final byte[] PONG = {(byte) 0x8A, 1, 'p'};
  private static final byte[] NORMAL = {(byte) 0x88, 2, 0x03, (byte) 0xE8};

  private final ActorTestKit kit = ActorTestKit.create();

  /// Both sides, each with what it sends and what it gets.
  private record Sides(
      BoundedSourceQueue<ByteString> client,
      CompletionStage<Done> clientCancelled,
      SinkQueueWithCancel<ByteString> atClient,
      BoundedSourceQueue<ByteString> session,
      CompletionStage<Done> sessionCancelled,
      SinkQueueWithCancel<ByteString> atSession) {}

  private final Sides sides = run(PATIENCE);

  private Sides run(Duration closeWithin) {
    Flow<
            ByteString,
            ByteString,
            Pair<
                SinkQueueWithCancel<ByteString>,
                Pair<BoundedSourceQueue<ByteString>, CompletionStage<Done>>>>
        session =
            Flow.fromSinkAndSourceMat(
                Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1)),
                Source.<ByteString>queue(QUEUED).watchTermination(Keep.both()),
                Keep.both());
    var run =
        Source.<ByteString>queue(QUEUED)
            .watchTermination(Keep.both())
            .viaMat(session.join(new WebSocketLayer(MAX, closeWithin)), Keep.both())
            .toMat(
                Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
            .run(kit.system());
    var client = run.first().first();
    var inner = run.first().second();
    return new Sides(
        client.first(),
        client.second(),
        run.second(),
        inner.second().first(),
        inner.second().second(),
        inner.first());
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void theFramesOfAChunkAreOneElement() throws Exception {
    send(binary("one "), frame(BINARY, "two "), frame(CONTINUATION, "three"));

    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("one two three"));
  }

  @Test
  void aFrameIsNotWaitedFor() throws Exception {
    byte[] frame = binary("abc");
    sendChunk(Arrays.copyOf(frame, 8));
    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("ab"));

    sendChunk(Arrays.copyOfRange(frame, 8, 9));
    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("c"));
  }

  @Test
  void everyElementOfTheSessionIsAFrame() throws Exception {
    answer("first");
    answer("second");

    assertThat(bytes(sides.atClient.pull()))
        .isEqualTo(join(new byte[] {(byte) 0x82, 5}, ascii("first")));
    assertThat(bytes(sides.atClient.pull()))
        .isEqualTo(join(new byte[] {(byte) 0x82, 6}, ascii("second")));
  }

  @Test
  void aPingIsAnsweredWhileTheSessionIsSilent() throws Exception {
    send(frame(FIN | PING, "p"));

    assertThat(bytes(sides.atClient.pull())).isEqualTo(PONG);
  }

  @Test
  void ofPingsWhoseAnswersAreNotReadTheLatestIsAnswered() throws Exception {
    for (int n = 0; n < 1000; n++) {
      send(frame(FIN | PING, "" + n));
    }
    answer("answer");
    send(binary("behind the pings"));
    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("behind the pings"));

    int pongs = 0;
    String last = "";
    while (!last.equals("999")) {
      byte[] frame = bytes(sides.atClient.pull());
      if (frame[0] == PONG[0]) {
        pongs++;
        last = new String(frame, 2, frame.length - 2, StandardCharsets.US_ASCII);
      }
    }
    assertThat(pongs).isLessThan(10);
  }

  @Test
  void theClientIsReadAndWrittenNoFasterThanTheOtherSideWants() throws Exception {
    var sent = new AtomicInteger();
    Source<ByteString, NotUsed> client =
        Source.range(1, 1000)
            .map(n -> {
              sent.incrementAndGet();
              return ByteString.fromArray(binary("%04d".formatted(n)));
            });
    var echoed =
        client
            .via(Flow.of(ByteString.class).join(new WebSocketLayer(MAX, PATIENCE)))
            .runWith(
                Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1)),
                kit.system());

    for (int n = 1; n <= 1000; n++) {
      assertThat(bytes(echoed.pull())).endsWith(ascii("%04d".formatted(n)));
      assertThat(sent.get()).isLessThan(n + 10);
    }
    assertThat(bytes(echoed.pull())).isEqualTo(NORMAL);
    assertEnded(echoed);
  }

  @Test
  void theEndOfTheSessionIsACloseAndTheClientsCloseEndsTheConnection() throws Exception {
    answer("last words");
    sides.session.complete();
    assertThat(bytes(sides.atClient.pull())).endsWith(ascii("last words"));
    assertThat(bytes(sides.atClient.pull())).isEqualTo(NORMAL);
    CompletionStage<Optional<ByteString>> end = sides.atClient.pull();

    send(binary("thrown away"), frame(FIN | PING, "p"));
    send(binary("thrown away"));
    assertThat(end.toCompletableFuture().isDone()).isFalse();
    sendChunk(ClientFrames.close(1000, new byte[0]));

    assertThat(end.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    assertEnded(sides.atSession);
    sides.client.complete();
  }

  @Test
  void theEndOfTheClientsSideDoesInsteadOfItsClose() throws Exception {
    sides.session.complete();
    assertThat(bytes(sides.atClient.pull())).isEqualTo(NORMAL);

    sides.client.complete();

    assertEnded(sides.atClient);
    assertEnded(sides.atSession);
  }

  @Test
  void aCloseOfTheClientComesBackAndEndsTheSessionsInput() throws Exception {
    send(binary("before"), ClientFrames.close(1001, ascii("bye")), binary("behind"));

    assertThat(bytes(sides.atClient.pull())).containsExactly(0x88, 2, 0x03, 0xE9);
    assertEnded(sides.atClient);
    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("before"));
    assertEnded(sides.atSession);
  }

  @Test
  void whatTheSessionWritesBehindAClosedConnectionIsThrownAway() throws Exception {
    send(frame(FIN | CLOSE, ""));
    assertThat(bytes(sides.atClient.pull())).containsExactly(0x88, 0);
    assertEnded(sides.atClient);

    for (int n = 0; n < QUEUED; n++) {
      answer("thrown away");
    }
    sides.session.complete();

    done(sides.sessionCancelled); // everything was taken, otherwise it would not complete
  }

  @Test
  void aBrokenRuleIsToldAndEndsBothSides() throws Exception {
    send(binary("before"), frame(FIN | TEXT, "{}"));

    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("before"));
    assertThat(bytes(sides.atClient.pull()))
        .isEqualTo(ServerFrames.close(Violation.TEXT.closeFrame()).toArray());
    assertEnded(sides.atClient);
    assertEnded(sides.atSession);
  }

  @Test
  void behindABrokenRuleTheClientIsReadToItsEnd() throws Exception {
    send(frame(FIN | TEXT, "{}"));
    for (int n = 0; n < QUEUED - 1; n++) {
      send(new byte[] {1, 2, 3});
    }
    sides.client.complete();

    done(sides.clientCancelled); // everything was read, otherwise it would not complete
  }

  @Test
  void aClientThatEndsItsSideWithoutACloseStillGetsItsAnswers() throws Exception {
    send(binary("question"));
    sides.client.complete();
    assertThat(bytes(sides.atSession.pull())).isEqualTo(ascii("question"));
    assertEnded(sides.atSession);

    answer("answer");
    sides.session.complete();

    assertThat(bytes(sides.atClient.pull())).endsWith(ascii("answer"));
    assertThat(bytes(sides.atClient.pull())).isEqualTo(NORMAL);
    assertEnded(sides.atClient);
  }

  @Test
  void theFailureOfTheConnectionIsTheSessionsToo() {
    sides.client.fail(new IOException("reset"));

    assertThatThrownBy(() -> bytes(sides.atSession.pull())).hasRootCauseMessage("reset");
    assertThatThrownBy(() -> bytes(sides.atClient.pull())).hasRootCauseMessage("reset");
  }

  @Test
  void theFailureOfTheSessionIsTheConnectionsToo() {
    sides.session.fail(new IOException("broken"));

    assertThatThrownBy(() -> bytes(sides.atClient.pull())).hasRootCauseMessage("broken");
    assertThatThrownBy(() -> done(sides.clientCancelled)).hasRootCauseMessage("broken");
  }

  @Test
  void aClientThatIsGoneIsToldToTheSession() throws Exception {
    sides.atClient.cancel();

    done(sides.sessionCancelled);
  }

  @Test
  void aSessionThatReadsNoMoreStillHasItsPingsAnswered() throws Exception {
    sides.atSession.cancel();
    send(binary("not wanted"), frame(FIN | PING, "p"));

    assertThat(bytes(sides.atClient.pull())).isEqualTo(PONG);
  }

  @Test
  void aSessionThatEndsAsAWholeIsNotTheEndOfTheConnection() throws Exception {
    sides.session.complete();
    sides.atSession.cancel();
    assertThat(bytes(sides.atClient.pull())).isEqualTo(NORMAL);

    send(binary("thrown away"), ClientFrames.close(1000, new byte[0]));
    sides.client.complete();

    assertEnded(sides.atClient);
    done(sides.clientCancelled);
  }

  @Test
  void aClientThatDoesNotEndItsSideInTimeIsCutOff() throws Exception {
    Sides hasty = run(CLOSE_WITHIN);
    hasty.session.complete();
    assertThat(bytes(hasty.atClient.pull())).isEqualTo(NORMAL);

    assertThatThrownBy(() -> done(hasty.clientCancelled))
        .rootCause()
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> bytes(hasty.atClient.pull()))
        .rootCause()
        .isInstanceOf(IOException.class);
    assertEnded(hasty.atSession);
  }

  @Test
  void aClientThatBrokeARuleAndDoesNotReadIsCutOffToo() throws Exception {
    Sides hasty = run(CLOSE_WITHIN);
    IntStream.range(0, 10).forEach(_ -> hasty.session.offer(ByteString.fromString("unread")));
    hasty.client.offer(ByteString.fromArray(frame(FIN | TEXT, "{}")));

    assertThatThrownBy(() -> done(hasty.clientCancelled))
        .rootCause()
        .isInstanceOf(IOException.class);
    assertEnded(hasty.atSession);
    hasty.session.complete();
    done(hasty.sessionCancelled);
  }

  private void send(byte[]... frames) {
    sendChunk(join(frames));
  }

  private void sendChunk(byte[] bytes) {
    assertThat(sides.client.offer(ByteString.fromArray(bytes)))
        .isEqualTo(QueueOfferResult.enqueued());
  }

  private void answer(String text) {
    assertThat(sides.session.offer(ByteString.fromString(text)))
        .isEqualTo(QueueOfferResult.enqueued());
  }

  private static byte[] bytes(CompletionStage<Optional<ByteString>> element)
      throws ExecutionException, InterruptedException, TimeoutException {
    return element
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .orElseThrow()
        .toArray();
  }

  private static void assertEnded(SinkQueueWithCancel<ByteString> side) throws Exception {
    assertThat(side.pull().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("nothing more comes")
        .isEmpty();
  }

  private static void done(CompletionStage<Done> end) throws Exception {
    end.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
