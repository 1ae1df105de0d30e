package io.edgemq.ingest.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishRate;
import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.mqtt.ConnectRefusal;
import io.edgemq.ingest.mqtt.PublishLimits;
import io.edgemq.ingest.mqtt.ServerTerms;
import io.edgemq.ingest.mqtt.SessionLimits;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.ingest.rate.TenantRate;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stage between a client and a log that are both in the test's hand.
class MqttStageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(100);
  private static final int CREDIT = 1000;
  private static final byte[] CONNACK = {0x20, 2, 0, 0};

  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          new SessionLimits(1 << 20, 1024, 128 << 10, 64 << 10, new ServerTerms(1024, 16, 2)),
          PATIENCE,
          CREDIT,
          2 * CREDIT,
          64,
          CLOSE_WITHIN,
          PATIENCE,
          PATIENCE,
          PATIENCE);

  private static final PublishLimits PUBLISH =
      new PublishLimits(1, 1 << 20, TopicFilters.ALL, false);

  private static final LogPosition POSITION =
      new LogPosition(new SegmentId(new WalId("acme", "plant", 0), "i1", 1, 1), 0);

  private final HeldBytes held = new HeldBytes(200_000, 200_000);
  private final LongAdder forbidden = new LongAdder();
  private final MqttMeasures measures = new MqttMeasures(new Traffic());
  private final Traffic.OfEndpoint traffic = measures.traffic().of("acme", "plant");
  private AckLevel ack = AckLevel.DURABLE;
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<MqttConnection.Command> connection = kit.createTestProbe();
  private final TestProbe<EndpointWal.Command> wal = kit.createTestProbe();
  private final BoundedSourceQueue<ByteString> client;
  private final SinkQueueWithCancel<ByteString> answers;
  private final ActorRef<MqttStage.Instruction> stage;

  MqttStageTest() {
    var run =
        Source.<ByteString>queue(200)
            .via(
                new MqttStage(
                    SETTINGS, InstantSource.system(), held, forbidden, measures, connection.ref()))
            .toMat(Sink.queue(1), Keep.both())
            .run(kit.system());
    client = run.first();
    answers = run.second();
    stage = connection.expectMessageClass(MqttConnection.Opened.class, PATIENCE).stage();
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void aPubAckWaitsForTheLogAndOneWriteHoldsThoseOfAChunk() throws Exception {
    connect();
    send(publish(1, 1, "a"), publish(1, 2, "b"), publish(0, 0, "c"));

    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(append.batches().getFirst().frames()).isEqualTo(3);
    CompletionStage<Optional<ByteString>> answer = answers.pull();
    assertThat(isDone(answer)).isFalse();

    append.replyTo().tell(durable(append.sequence(), CREDIT));
    assertThat(bytes(answer)).containsExactly(0x40, 2, 0, 1, 0x40, 2, 0, 2);
  }

  @Test
  void messagesAndWhatTheirPubAcksTookAreCounted() throws Exception {
    connect();
    send(publish(1, 1, "a"), publish(1, 2, "b"), publish(0, 0, "c"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(List.of(traffic.qos0(), traffic.qos1())).containsExactly(1L, 2L);
    assertThat(traffic.mqttBytes()).isEqualTo(append.batches().getFirst().length());
    assertThat(measures.durableAcks().snapshot().count()).isZero();

    CompletionStage<Optional<ByteString>> answer = answers.pull();
    append.replyTo().tell(durable(append.sequence(), CREDIT));
    bytes(answer);
    send(publish(1, 3, "d"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);

    assertThat(traffic.qos1()).isEqualTo(3);
    assertThat(measures.durableAcks().snapshot().count()).isEqualTo(2);
    assertThat(measures.committedAcks().snapshot().count()).isZero();
  }

  @Test
  void whereItStandsForCommittedAPubAckWaitsForThatAndMoreMayBeOnItsWay() throws Exception {
    ack = AckLevel.COMMITTED;
    connect();
    send(publish(1, 1, "x".repeat(CREDIT)));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    CompletionStage<Optional<ByteString>> answer = answers.pull();
    append.replyTo().tell(durable(1, 10 * CREDIT));
    send(publish(1, 2, "y".repeat(CREDIT)));
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).oldest()).isEqualTo(1);
    append.replyTo().tell(durable(2, 10 * CREDIT));
    send(publish(1, 3, "z"));
    wal.expectNoMessage();
    assertThat(isDone(answer)).isFalse();

    append.replyTo().tell(new AppendReply.Committed(1));
    assertThat(bytes(answer)).containsExactly(0x40, 2, 0, 1);
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    append.replyTo().tell(new AppendReply.Committed(3));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 2, 0x40, 2, 0, 3);
  }

  @Test
  void aPingIsAnsweredAndAShutdownWaitsWhileSomethingIsNotCommitted() throws Exception {
    ack = AckLevel.COMMITTED;
    connect();
    send(publish(1, 1, "a"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    append.replyTo().tell(durable(1, CREDIT));
    send(new byte[] {(byte) 0xC0, 0});
    assertThat(bytes(answers.pull())).containsExactly(0xD0, 0);
    stage.tell(new MqttStage.Instruction.ShutDown(CloseReason.SERVER_SHUTDOWN, ""));
    connection.expectNoMessage();

    append.replyTo().tell(new AppendReply.Committed(1));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.SERVER_SHUTDOWN));
  }

  @Test
  void whatIsDurableAndNotCommittedGoesToTheNextLogToo() throws Exception {
    ack = AckLevel.COMMITTED;
    connect();
    send(publish(1, 1, "a"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).replyTo().tell(durable(1, CREDIT));
    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    stage.tell(new MqttStage.Instruction.ChangeWal(successor.ref(), CREDIT));

    EndpointWal.Append again = successor.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(again.sequence()).isEqualTo(1);
    again.replyTo().tell(durable(1, CREDIT));
    again.replyTo().tell(new AppendReply.Committed(1));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);
  }

  @Test
  void theSocketIsNotReadWhileTheCreditIsUsedUp() throws Exception {
    connect();
    send(publish(1, 1, "x".repeat(CREDIT)));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);

    send(publish(1, 2, "y"));
    wal.expectNoMessage();

    append.replyTo().tell(durable(append.sequence(), CREDIT));
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).sequence()).isEqualTo(2);
  }

  @Test
  void aSmallerCreditInTheLogsAnswersIsHeard() throws Exception {
    connect();
    send(publish(1, 1, "a"));
    EndpointWal.Append first = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    first.replyTo().tell(durable(1, 10));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);
    send(publish(1, 2, "b"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);

    send(publish(1, 3, "c"));

    wal.expectNoMessage();
  }

  @Test
  void theSocketIsNotReadWhileTheClientDoesNotReadItsAnswers() throws Exception {
    connect();
    for (int n = 0; n < 100; n++) {
      send(new byte[] {(byte) 0xC0, 0}); // PINGREQ, answered with two bytes
    }
    send(publish(1, 1, "behind the pings"));
    wal.expectNoMessage();

    int pongs = 0;
    while (pongs < 100) {
      pongs += bytes(answers.pull()).length / 2;
    }
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
  }

  @Test
  void anotherLogGetsWhatTheFirstDidNotAnswer() throws Exception {
    connect();
    send(publish(1, 1, "a"));
    EndpointWal.Append first = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    send(publish(1, 2, "b"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    first.replyTo().tell(durable(1, CREDIT));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);

    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    stage.tell(new MqttStage.Instruction.ChangeWal(successor.ref(), CREDIT));

    EndpointWal.Append again = successor.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(again.sequence()).isEqualTo(2);
    assertThat(Batches.payloads(Batches.bytes(again.batches().getFirst())).getFirst())
        .endsWith("b");
    again.replyTo().tell(durable(2, CREDIT));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 2);
  }

  @Test
  void aLogThatLostSomethingGetsThatAgain() throws Exception {
    connect();
    for (int packetId = 1; packetId <= 3; packetId++) {
      send(publish(1, packetId, "abc".substring(packetId - 1, packetId)));
      EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
      assertThat(append.sequence()).isEqualTo(packetId);
      assertThat(append.oldest()).isEqualTo(1);
    }

    stage.tell(new MqttStage.Instruction.Resend(1));

    EndpointWal.Append second = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(second.sequence()).isEqualTo(2);
    assertThat(second.oldest()).isEqualTo(1);
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).sequence()).isEqualTo(3);
    second.replyTo().tell(durable(2, CREDIT));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1, 0x40, 2, 0, 2);
    send(publish(1, 4, "d"));
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).oldest()).isEqualTo(3);
  }

  @Test
  void aLogIsSilentWhenItAnswersNothingBetweenTwoLooks() throws Exception {
    connect();
    var look = new MqttStage.Instruction.CheckSilence();
    stage.tell(look);
    stage.tell(look); // it owes nothing
    send(publish(1, 1, "a"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    stage.tell(look);
    append.replyTo().tell(durable(1, CREDIT));
    answers.pull();
    send(publish(1, 2, "b"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    stage.tell(look); // it has answered something
    connection.expectNoMessage();

    stage.tell(look);
    connection.expectMessageClass(MqttConnection.WalSilent.class, PATIENCE);
  }

  @Test
  void aClientThatClosedItsSideStillGetsItsAnswers() throws Exception {
    connect();
    send(publish(1, 1, "last words"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    client.complete();
    CompletionStage<Optional<ByteString>> answer = answers.pull();
    assertThat(isDone(answer)).isFalse();

    append.replyTo().tell(durable(1, CREDIT));

    assertThat(bytes(answer)).containsExactly(0x40, 2, 0, 1);
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.PEER_CLOSED));
    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
  }

  @Test
  void theStageOutlivesTheSocketUntilTheLogHasAnswered() throws Exception {
    connect();
    send(publish(0, 0, "a"), new byte[] {(byte) 0xE0, 0}); // PUBLISH, DISCONNECT
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.NORMAL));
    assertSocketClosed();
    connection.expectNoMessage();

    append.replyTo().tell(durable(1, CREDIT));

    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
  }

  @Test
  void whatStandsBehindARefusedConnectIsNotProcessed() throws Exception {
    send(connectPacket(), publish(1, 1, "a"));
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    stage.tell(new MqttStage.Instruction.Refuse(ConnectRefusal.NOT_AUTHORIZED, "no", ""));

    assertThat(bytes(answers.pull())).containsExactly(0x20, 2, 0, 5);
    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.NOT_AUTHORIZED));
    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
    wal.expectNoMessage();
  }

  @Test
  void aClientOfMqtt5IsToldWhyItIsRefused() throws Exception {
    send(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 0});
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    stage.tell(new MqttStage.Instruction.Refuse(ConnectRefusal.NOT_AUTHORIZED, "no", ""));

    assertThat(bytes(answers.pull())).containsExactly(0x20, 8, 0, 0x87, 5, 0x1F, 0, 2, 'n', 'o');
    assertSocketClosed();
  }

  @Test
  void aClientOfMqtt5IsToldThatItIsTakenOverAndNothingFollows() throws Exception {
    connectV5();
    send(publishV5(1, "a"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    stage.tell(new MqttStage.Instruction.Close(CloseReason.TAKEN_OVER));

    assertThat(bytes(answers.pull()))
        .startsWith(0xE0, 15, 0x8E)
        .endsWith("taken over".getBytes(UTF_8));
    append.replyTo().tell(durable(1, CREDIT));
    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.TAKEN_OVER));
    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
  }

  @Test
  void aSilentClientOfMqtt5IsHeldToTheKeepAliveItWasTold() throws Exception {
    connectV5(); // keep alive 0, the ceiling is 2 s

    assertThat(bytes(answers.pull())).startsWith(0xE0, 15, 0x8D);
    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.KEEP_ALIVE));
  }

  @Test
  void shuttingDownAnswersWhatWasReadAndThenCloses() throws Exception {
    connect();
    send(publish(1, 1, "a"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    stage.tell(new MqttStage.Instruction.ShutDown(CloseReason.SERVER_SHUTDOWN, ""));
    append.replyTo().tell(durable(1, CREDIT));

    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);
    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.SERVER_SHUTDOWN));
    wal.expectNoMessage();
  }

  @Test
  void messagesToForbiddenTopicsAreCountedAndDoNotReachTheLog() throws Exception {
    TopicFilters nothing = TopicFilters.of(List.of(List.of()), new byte[0], null);
    connect(new PublishLimits(1, 1 << 20, nothing, false));
    send(publish(0, 0, "a"), publish(0, 0, "b"), publish(1, 1, "c"));

    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.TOPIC_NOT_ALLOWED));
    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
    assertThat(forbidden.sum()).isEqualTo(3);
    wal.expectNoMessage();
  }

  @Test
  void whatIsKeptOfALargePacketIsCountedUntilThePacketIsWhole() throws Exception {
    connect(PUBLISH);
    byte[] packet = publish(1, 1, "x".repeat(100_000));
    send(Arrays.copyOf(packet, 100));
    send(Arrays.copyOfRange(packet, 100, 50_000));
    awaitHeld(bytes -> bytes >= 50_000);

    send(Arrays.copyOfRange(packet, 50_000, packet.length));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    awaitHeld(bytes -> bytes == 0);
  }

  @Test
  void aConnectionThatWouldKeepMoreThanThereIsEnds() throws Exception {
    connect(PUBLISH);
    try (HeldBytes.Part others = held.part("others")) {
      assertThat(others.resize(180_000)).isTrue();
      send(Arrays.copyOf(publish(1, 1, "x".repeat(100_000)), 50_000));

      assertSocketClosed();
      connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.OVERLOADED));
      awaitHeld(bytes -> bytes == 180_000);
    }
  }

  @Test
  void whatAConnectionKeptIsGivenBackWhenItIsLost() throws Exception {
    connect(PUBLISH);
    send(Arrays.copyOf(publish(1, 1, "x".repeat(100_000)), 50_000));
    awaitHeld(bytes -> bytes >= 50_000);
    client.fail(new IOException("reset"));
    awaitHeld(bytes -> bytes == 0);
  }

  private void awaitHeld(LongPredicate expected) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!expected.test(held.bytes())) {
      assertThat(System.nanoTime() - deadline).as("held: %s", held.bytes()).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void theSocketIsNotReadWhileTheTenantIsAboveItsRate() throws Exception {
    connectAt(rate(1)); // the clock stands still, so a message costs a second more each time
    send(publish(1, 1, "a"), publish(1, 2, "b"));
    EndpointWal.Append append = wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    assertThat(append.batches().getFirst().frames())
        .as("what was read is taken whole")
        .isEqualTo(2);

    send(publish(1, 3, "c"));
    append.replyTo().tell(durable(1, CREDIT));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1, 0x40, 2, 0, 2);
    wal.expectNoMessage();
  }

  @Test
  void itIsReadAgainWhenTheTimeIsOver() throws Exception {
    connectAt(rate(20));
    send(publish(1, 1, "a"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    send(publish(1, 2, "b"));
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).sequence()).isEqualTo(2);
    send(publish(1, 3, "c"));
    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).sequence()).isEqualTo(3);
  }

  @Test
  void aNewcomerWaitsForWhatItsTenantOwes() throws Exception {
    TenantRate rate = rate(20);
    rate.take(10, 0);
    send(connectPacket(), publish(1, 1, "a"));
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    accept(PUBLISH, rate);
    assertThat(rate.owedNanos()).as("nothing is taken yet").isEqualTo(500_000_000L - 1);

    assertThat(wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).sequence()).isEqualTo(1);
  }

  @Test
  void whatIsSentToAnotherLogIsNotTakenTwice() throws Exception {
    TenantRate rate = rate(1);
    connectAt(rate);
    send(publish(1, 1, "a"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();
    stage.tell(new MqttStage.Instruction.ChangeWal(successor.ref(), CREDIT));
    successor.expectMessageClass(EndpointWal.Append.class, PATIENCE);

    assertThat(rate.owedNanos()).isEqualTo(1_000_000_000L - 1);
  }

  @Test
  void aClientThatWaitsForTheRateIsNotBlamedForItsSilence() throws Exception {
    send(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 1, 0, 1, 'c'}); // 1 s
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    accept(PUBLISH, rate(1));
    send(publish(0, 0, "a"), publish(0, 0, "b"), publish(0, 0, "c")); // 3 s
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    send(publish(0, 0, "d"));

    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE);
    connection.expectNoMessage();
  }

  @Test
  void aClientThatWaitsForTheRateCanBeToldToGo() throws Exception {
    connectAt(rate(1));
    send(publish(1, 1, "a"));
    wal.expectMessageClass(EndpointWal.Append.class, PATIENCE).replyTo().tell(durable(1, CREDIT));
    assertThat(bytes(answers.pull())).containsExactly(0x40, 2, 0, 1);
    stage.tell(new MqttStage.Instruction.ShutDown(CloseReason.SERVER_SHUTDOWN, ""));

    assertSocketClosed();
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.SERVER_SHUTDOWN));
  }

  /// Messages in a second of a clock that stands still, with a burst of a nanosecond.
  private static TenantRate rate(int messagesPerSecond) {
    var limit =
        new PublishRate(Optional.of(messagesPerSecond), Optional.empty(), Duration.ofNanos(1));
    var plan = new Plan("p", 1, 1, limit, 1, Plan.ALL_TOPICS, false);
    var seal = new SealPolicy(100, Duration.ofSeconds(1), 100);
    TenantRate rate = new TenantRates(() -> 0).of(new Endpoint("acme", "plant", plan, seal));
    assertThat(rate.owedNanos()).isZero();
    return rate;
  }

  private void connectAt(TenantRate rate) throws Exception {
    send(connectPacket());
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    accept(PUBLISH, rate);
  }

  private void connect() throws Exception {
    connect(PUBLISH);
  }

  private void connect(PublishLimits publish) throws Exception {
    send(connectPacket());
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    accept(publish, TenantRate.UNLIMITED);
  }

  private void accept(PublishLimits publish, TenantRate rate) throws Exception {
    stage.tell(
        new MqttStage.Instruction.Accept(
            "acme", traffic, wal.ref(), publish, ack, rate, CREDIT, ""));
    assertThat(bytes(answers.pull())).isEqualTo(CONNACK);
  }

  private void connectV5() throws Exception {
    send(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 0});
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    stage.tell(
        new MqttStage.Instruction.Accept(
            "acme", traffic, wal.ref(), PUBLISH, ack, TenantRate.UNLIMITED, CREDIT, "given"));
    assertThat(bytes(answers.pull()))
        .startsWith(0x20, 40, 0, 0, 37)
        .endsWith(0x12, 0, 5, 'g', 'i', 'v', 'e', 'n', 0x13, 0, 2);
  }

  private void send(byte[]... packets) {
    var chunk = new ByteArrayOutputStream();
    List.of(packets).forEach(chunk::writeBytes);
    assertThat(client.offer(ByteString.fromArray(chunk.toByteArray())))
        .isEqualTo(QueueOfferResult.enqueued());
  }

  @Test
  void aClientThatClosesItsSideWhenWeDoIsNotCutOff() throws Exception {
    connect();
    stage.tell(new MqttStage.Instruction.Close(CloseReason.TAKEN_OVER));
    assertSocketClosed();
    send(publish(1, 1, "read and thrown away"));
    client.complete();

    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.TAKEN_OVER));
    connection.expectMessage(PATIENCE, new MqttConnection.Ended());
    wal.expectNoMessage();
  }

  @Test
  void aClientThatIsLetInTooLateIsCutOffAllTheSame() {
    byte[] connect = connectPacket();
    connect[11] = 60; // keep alive
    send(connect);
    connection.expectMessageClass(MqttConnection.Connect.class, PATIENCE);
    stage.tell(new MqttStage.Instruction.Close(CloseReason.TAKEN_OVER));
    connection.expectMessage(PATIENCE, new MqttConnection.Closing(CloseReason.TAKEN_OVER));

    stage.tell(
        new MqttStage.Instruction.Accept(
            "acme", traffic, wal.ref(), PUBLISH, ack, TenantRate.UNLIMITED, CREDIT, ""));

    connection.expectMessage(PATIENCE, new MqttConnection.Ended()); // it does not close its side
  }

  private static byte[] bytes(CompletionStage<Optional<ByteString>> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .orElseThrow()
        .toArray();
  }

  private void assertSocketClosed() throws Exception {
    assertThat(answers.pull().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the socket is closed")
        .isEmpty();
  }

  private static boolean isDone(CompletionStage<Optional<ByteString>> answer) {
    return answer.toCompletableFuture().isDone();
  }

  private static byte[] connectPacket() {
    return new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'c'};
  }

  private static byte[] publishV5(int packetId, String message) {
    byte[] text = message.getBytes(UTF_8);
    var packet = new ByteArrayOutputStream();
    packet.writeBytes(
        new byte[] {0x32, (byte) (6 + text.length), 0, 1, 't', 0, (byte) packetId, 0});
    packet.writeBytes(text);
    return packet.toByteArray();
  }

  private static byte[] publish(int qos, int packetId, String message) {
    byte[] text = message.getBytes(UTF_8);
    int remaining = 3 + (qos > 0 ? 2 : 0) + text.length;
    var packet = new ByteArrayOutputStream();
    packet.write(0x30 | (qos << 1));
    while (remaining > 127) {
      packet.write((remaining & 127) | 128);
      remaining >>= 7;
    }
    packet.write(remaining);
    packet.writeBytes(new byte[] {0, 1, 't'});
    if (qos > 0) {
      packet.write(packetId >> 8);
      packet.write(packetId);
    }
    packet.writeBytes(text);
    return packet.toByteArray();
  }

  private static AppendReply durable(long sequence, int creditBytes) {
    return new AppendReply.Durable(sequence, creditBytes, POSITION);
  }
}
