package io.edgemq.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way into a log that comes and goes; the logs are probes.
class HttpAppenderTest {
  private static final WalId ID = new WalId("acme", "plant", 0);
  private static final HttpAppenders.Door DOOR = new HttpAppenders.Door(ID, AckLevel.DURABLE);
  private static final int CREDIT_BYTES = 1 << 20;
  private static final Duration NOTHING_WITHIN = Duration.ofMillis(300);

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Attach> sharding = kit.createTestProbe();
  private final TestProbe<HttpAppenders.Command> parent = kit.createTestProbe();
  private final ActorRef<HttpAppender.Command> appender =
      kit.spawn(
          HttpAppender.create(
              attach -> sharding.ref().tell(attach), DOOR, HttpDoor.SETTINGS, parent.ref()));

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @Test
  void aLogThatEndedIsAskedBackOnlyByTheNextRequest() throws Exception {
    CompletableFuture<AppendOutcome> first = append();
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);
    EndpointWal.Append append = log.expectMessageClass(EndpointWal.Append.class);
    append.replyTo().tell(new AppendReply.Durable(append.sequence(), CREDIT_BYTES, position(0)));
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendOutcome.Appended(position(0)));

    log.stop();
    sharding.expectNoMessage(NOTHING_WITHIN);

    CompletableFuture<AppendOutcome> second = append();
    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    attached(successor);
    append = successor.expectMessageClass(EndpointWal.Append.class);
    append.replyTo().tell(new AppendReply.Durable(append.sequence(), CREDIT_BYTES, position(7)));
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendOutcome.Appended(position(7)));
  }

  @Test
  void aLogThatEndedBeforeItAnsweredIsAskedBackAtOnceAndGetsTheRequestAgain() throws Exception {
    CompletableFuture<AppendOutcome> answer = append();
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);
    long sequence = log.expectMessageClass(EndpointWal.Append.class).sequence();

    log.stop();

    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    attached(successor);
    EndpointWal.Append again = successor.expectMessageClass(EndpointWal.Append.class);
    assertThat(again.sequence()).isEqualTo(sequence);
    again.replyTo().tell(new AppendReply.Durable(sequence, CREDIT_BYTES, position(0)));
    assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void whereItIsToBeCommittedTheLogIsToldSoAndWaitedFor() throws Exception {
    TestProbe<Attach> its = kit.createTestProbe();
    ActorRef<HttpAppender.Command> committed =
        kit.spawn(
            HttpAppender.create(
                attach -> its.ref().tell(attach),
                new HttpAppenders.Door(ID, AckLevel.COMMITTED),
                HttpDoor.SETTINGS,
                parent.ref()));
    Attach attach = its.expectMessageClass(Attach.class);
    assertThat(attach.ack()).isEqualTo(AckLevel.COMMITTED);
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attach.connection().tell(new AttachReply.Attached(log.ref(), CREDIT_BYTES, 0, ""));
    CompletableFuture<AppendOutcome> answer = append(committed);
    EndpointWal.Append append = log.expectMessageClass(EndpointWal.Append.class);
    append.replyTo().tell(new AppendReply.Durable(1, CREDIT_BYTES, position(7)));
    log.expectNoMessage(NOTHING_WITHIN);
    assertThat(answer).isNotDone();

    append.replyTo().tell(new AppendReply.Committed(1));
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendOutcome.Appended(position(7)));
  }

  @Test
  void aSilentLogIsAskedAndGetsWhatItHasNotTaken() throws Exception {
    CompletableFuture<AppendOutcome> first = append();
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);
    assertThat(log.expectMessageClass(EndpointWal.Append.class).sequence()).isEqualTo(1);
    CompletableFuture<AppendOutcome> second = append();
    assertThat(log.expectMessageClass(EndpointWal.Append.class).sequence()).isEqualTo(2);
    look();
    sharding.expectNoMessage(NOTHING_WITHIN); // it owes an answer only since then

    look();
    attached(log, 1);

    EndpointWal.Append again = log.expectMessageClass(EndpointWal.Append.class);
    assertThat(again.sequence()).isEqualTo(2);
    assertThat(again.oldest()).isEqualTo(1);
    log.expectNoMessage(NOTHING_WITHIN);
    again.replyTo().tell(new AppendReply.Durable(1, CREDIT_BYTES, position(0)));
    again.replyTo().tell(new AppendReply.Durable(2, CREDIT_BYTES, position(50)));
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(new AppendOutcome.Appended(position(0)));
    assertThat(second.get(30, TimeUnit.SECONDS))
        .isEqualTo(new AppendOutcome.Appended(position(50)));
  }

  @Test
  void aLogThatAnswersBetweenTwoLooksIsNotAsked() {
    CompletableFuture<AppendOutcome> first = append();
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);
    look();
    EndpointWal.Append append = log.expectMessageClass(EndpointWal.Append.class);
    CompletableFuture<AppendOutcome> second = append();
    log.expectMessageClass(EndpointWal.Append.class);
    append.replyTo().tell(new AppendReply.Durable(1, CREDIT_BYTES, position(0)));

    look();

    sharding.expectNoMessage(NOTHING_WITHIN);
    assertThat(first).isDone();
    assertThat(second).isNotDone();
  }

  @Test
  void aLogThatOwesNothingIsNotAsked() {
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);

    look();
    look();

    sharding.expectNoMessage(NOTHING_WITHIN);
  }

  @Test
  void anAnswerThatNobodyAskedForIsNoReasonToSendAgain() {
    CompletableFuture<AppendOutcome> answer = append();
    Attach attach = sharding.expectMessageClass(Attach.class);
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    var attached = new AttachReply.Attached(log.ref(), CREDIT_BYTES, 0, "");
    attach.connection().tell(attached);
    log.expectMessageClass(EndpointWal.Append.class);

    attach.connection().tell(attached);

    log.expectNoMessage(NOTHING_WITHIN);
    assertThat(answer).isNotDone();
  }

  @Test
  void aSilentLogThatIsElsewhereByNowGetsAllThatIsNotAnswered() throws Exception {
    CompletableFuture<AppendOutcome> answer = append();
    TestProbe<EndpointWal.Command> log = kit.createTestProbe();
    attached(log);
    log.expectMessageClass(EndpointWal.Append.class);
    look();
    look();

    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    attached(successor);

    EndpointWal.Append again = successor.expectMessageClass(EndpointWal.Append.class);
    assertThat(again.sequence()).isEqualTo(1);
    log.stop(); // what it was comes to its end at last
    sharding.expectNoMessage(NOTHING_WITHIN);
    again.replyTo().tell(new AppendReply.Durable(1, CREDIT_BYTES, position(0)));
    assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(AppendOutcome.Appended.class);
  }

  private void look() {
    appender.tell(new HttpAppender.CheckSilence());
  }

  private CompletableFuture<AppendOutcome> append() {
    return append(appender);
  }

  private static CompletableFuture<AppendOutcome> append(ActorRef<HttpAppender.Command> appender) {
    var answer = new CompletableFuture<AppendOutcome>();
    FrameBatch batch = Batches.sized(50);
    HeldBytes.Part held = new HeldBytes(1 << 20, 1 << 20).part("acme");
    appender.tell(new HttpAppender.Append(new AppendQueue.Request(List.of(batch), held, answer)));
    return answer;
  }

  private void attached(TestProbe<EndpointWal.Command> log) {
    attached(log, 0);
  }

  private void attached(TestProbe<EndpointWal.Command> log, long taken) {
    Attach attach = sharding.expectMessageClass(Attach.class);
    assertThat(attach.kind()).isEqualTo(Attach.Kind.SHARED);
    attach.connection().tell(new AttachReply.Attached(log.ref(), CREDIT_BYTES, taken, ""));
  }

  private static LogPosition position(long offset) {
    return new LogPosition(new SegmentId(ID, "node-a", 1, 1), offset);
  }
}
