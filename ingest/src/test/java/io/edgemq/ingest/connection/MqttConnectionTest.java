package io.edgemq.ingest.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.cluster.operation.ConnectionReport;
import io.edgemq.cluster.operation.ConnectionsWanted;
import io.edgemq.cluster.wal.AttachRefusal;
import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.ClientTerms;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.mqtt.ConnectRequest;
import io.edgemq.ingest.mqtt.ProtocolVersion;
import io.edgemq.ingest.mqtt.ServerTerms;
import io.edgemq.ingest.mqtt.SessionLimits;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.WalId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A connection whose log falls silent, moves and ends. Stage, sharding and logs are probes.
class MqttConnectionTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration NOTHING_WITHIN = Duration.ofMillis(300);
  private static final int CREDIT = 1000;
  private static final String KEY = "key";

  private AckLevel endpointAck = AckLevel.DURABLE;
  private AckLevel asked = AckLevel.DURABLE;
  private final OpenConnections open = new OpenConnections();
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Attach> sharding = kit.createTestProbe();
  private final TestProbe<MqttStage.Instruction> stage = kit.createTestProbe();
  private final TestProbe<EndpointWal.Command> wal = kit.createTestProbe();
  private final TestProbe<AttachReply> walReplies = kit.createTestProbe();

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest(name = "endpoint {0}, asked {1}")
  @CsvSource({
    "DURABLE, DURABLE, DURABLE",
    "DURABLE, COMMITTED, COMMITTED",
    "COMMITTED, DURABLE, COMMITTED",
    "COMMITTED, COMMITTED, COMMITTED"
  })
  void aClientMayAskForMoreThanTheEndpointGivesAndNotForLess(
      AckLevel endpoint, AckLevel client, AckLevel expected) {
    endpointAck = endpoint;
    asked = client;
    ActorRef<MqttConnection.Command> connection = accepted(LONG, expected);
    endpointAck = AckLevel.DURABLE;
    wal.stop();

    Attach again = attach();
    assertThat(again.kind()).isEqualTo(Attach.Kind.AGAIN);
    assertThat(again.ack()).as("stays as it was").isEqualTo(expected);
    attached(connection, kit.createTestProbe(), 0);
  }

  @Test
  void aSilentLogIsAskedOnceAndGetsWhatItHasNotTaken() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);
    connection.tell(new MqttConnection.WalSilent());
    connection.tell(new MqttConnection.WalSilent());

    assertThat(attach().kind()).isEqualTo(Attach.Kind.AGAIN);
    sharding.expectNoMessage(NOTHING_WITHIN);
    attached(connection, wal, 7);

    stage.expectMessage(PATIENCE, new MqttStage.Instruction.Resend(7));
    connection.tell(new MqttConnection.WalSilent());
    attach(); // silent once more
  }

  @Test
  void aSilentLogThatDoesNotAnswerIsAskedAgain() {
    ActorRef<MqttConnection.Command> connection = accepted(Duration.ofMillis(50));
    connection.tell(new MqttConnection.WalSilent());
    attach();

    assertThat(attach().kind()).isEqualTo(Attach.Kind.AGAIN);
    attached(connection, wal, 0);
    stage.expectMessage(PATIENCE, new MqttStage.Instruction.Resend(0));
  }

  @Test
  void aSecondAnswerIsNoReasonToSendAgain() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);
    connection.tell(new MqttConnection.WalSilent());
    attach();
    attached(connection, wal, 7);
    stage.expectMessage(PATIENCE, new MqttStage.Instruction.Resend(7));

    attached(connection, wal, 7);

    stage.expectNoMessage(NOTHING_WITHIN);
  }

  @Test
  void aSilentLogThatIsElsewhereByNowIsFollowed() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);
    connection.tell(new MqttConnection.WalSilent());
    attach();
    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();

    attached(connection, successor, 0);

    stage.expectMessage(PATIENCE, new MqttStage.Instruction.ChangeWal(successor.ref(), CREDIT));
    wal.stop(); // what it was comes to its end at last
    sharding.expectNoMessage(NOTHING_WITHIN);
    successor.stop();
    attach();
  }

  @Test
  void aLogThatEndsWhileItIsAskedIsLookedForAgain() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);
    connection.tell(new MqttConnection.WalSilent());
    attach();
    wal.stop();
    attach();
    TestProbe<EndpointWal.Command> successor = kit.createTestProbe();

    attached(connection, successor, 0);

    stage.expectMessage(PATIENCE, new MqttStage.Instruction.ChangeWal(successor.ref(), CREDIT));
    connection.tell(new MqttConnection.WalSilent());
    attach(); // its successor is not taken for silent because it was
  }

  @Test
  void aRefusalOfWhoWasLetInIsNotTheEnd() {
    ActorRef<MqttConnection.Command> connection = accepted(Duration.ofMillis(50));
    connection.tell(new MqttConnection.WalSilent());
    attach();

    tell(connection, new AttachReply.Refused(AttachRefusal.QUEUE_FULL));

    attach();
    stage.expectNoMessage(NOTHING_WITHIN);
  }

  @Test
  void aClosingConnectionKeepsNoClientIdWhenItAsksAgain() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);
    connection.tell(new MqttConnection.Closing(CloseReason.NORMAL));

    connection.tell(new MqttConnection.WalSilent());

    assertThat(attach().clientId()).isEmpty();
  }

  @Test
  void aConnectionIsListedFromWhenItIsLetInUntilItCloses() {
    long before = System.currentTimeMillis();
    ActorRef<MqttConnection.Command> connection = accepted(LONG);

    assertThat(open.count()).isOne();
    ConnectionReport report = listed("", "").getFirst();
    assertThat(report)
        .isEqualTo(
            new ConnectionReport(
                report.id(), "acme", "plant", "c", KEY, "127.0.0.1:1", 4, "tls", report.sinceMs()));
    assertThat(report.sinceMs()).isBetween(before, System.currentTimeMillis());
    assertThat(listed("acme", "plant")).containsExactly(report);
    assertThat(listed("acme", "other")).isEmpty();
    assertThat(listed("other", "")).isEmpty();
    assertThat(open.list(new ConnectionsWanted("", "", report.id(), 9)).connections()).isEmpty();

    connection.tell(new MqttConnection.Closing(CloseReason.NORMAL));
    stage.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(open.count()).isZero();
          return null;
        });
  }

  @Test
  void aConnectionThatBreaksOffIsListedNoMore() {
    ActorRef<MqttConnection.Command> connection = accepted(LONG);

    connection.tell(new MqttConnection.Ended());

    stage.expectTerminated(connection, PATIENCE);
    assertThat(open.count()).isZero();
  }

  @Test
  void anOperatorEndsAConnectionByItsId() {
    accepted(LONG);
    long id = listed("", "").getFirst().id();

    assertThat(open.disconnect(id == 7 ? 8 : 7, "")).isFalse();
    assertThat(open.disconnect(id, "other")).isFalse();
    stage.expectNoMessage(NOTHING_WITHIN);
    assertThat(open.disconnect(id, "acme")).isTrue();

    stage.expectMessage(PATIENCE, new MqttStage.Instruction.Close(CloseReason.DISCONNECTED));
  }

  private List<ConnectionReport> listed(String tenant, String endpoint) {
    return open.list(new ConnectionsWanted(tenant, endpoint, -1, 9)).connections();
  }

  /// A connection that is let in.
  private ActorRef<MqttConnection.Command> accepted(Duration attachRetry) {
    return accepted(attachRetry, AckLevel.DURABLE);
  }

  private ActorRef<MqttConnection.Command> accepted(Duration attachRetry, AckLevel expected) {
    var settings =
        new ConnectionSettings(
            new SessionLimits(1 << 20, 1024, 128 << 10, 64 << 10, new ServerTerms(1024, 16, 0)),
            LONG,
            CREDIT,
            CREDIT,
            64,
            LONG,
            attachRetry,
            LONG,
            LONG);
    var shared =
        new MqttConnection.Shared(
            settings,
            new Authenticator(
                this::directory, InstantSource.system(), new AttemptLimits(100, 1, LONG)),
            new TenantRates(System::nanoTime),
            (id, attach) -> {
              assertThat(id).isEqualTo(new WalId("acme", "plant", 0));
              sharding.ref().tell(attach);
            },
            InstantSource.system(),
            new HeldBytes(1 << 20, 1 << 20),
            new ReasonCounts<>(CloseReason.class),
            new LongAdder(),
            new MqttMeasures(new Traffic()),
            open);
    var origin = new ClientOrigin(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    origin.via("tls");
    ActorRef<MqttConnection.Command> connection =
        kit.spawn(MqttConnection.create(shared, origin, EndpointNames.NONE));
    connection.tell(new MqttConnection.Opened(stage.ref(), walReplies.ref()));
    connection.tell(new MqttConnection.Connect(connect()));
    Attach first = attach();
    assertThat(first.kind()).isEqualTo(Attach.Kind.FIRST);
    assertThat(first.clientId()).isEqualTo("c");
    assertThat(first.ack()).isEqualTo(expected);
    attached(connection, wal, 0);
    assertThat(stage.expectMessageClass(MqttStage.Instruction.Accept.class, PATIENCE).ack())
        .isEqualTo(expected);
    return connection;
  }

  private Directory directory() {
    var plant =
        new Endpoint(
            "acme",
            "plant",
            new Plan("pro", 10, 1),
            new SealPolicy(100, Duration.ofSeconds(1), 100),
            Set.of(Output.SEGMENT),
            List.of(),
            1,
            endpointAck);
    var key =
        new ApiKey(
            "acme",
            KEY,
            SecretHash.of(KEY.getBytes(UTF_8)),
            Optional.empty(),
            Set.of(Scope.INGEST));
    return new Directory(List.of(plant), List.of(key));
  }

  private ConnectRequest connect() {
    return new ConnectRequest(
        ProtocolVersion.V3_1_1,
        "c".getBytes(UTF_8),
        null,
        KEY.getBytes(UTF_8),
        true,
        0,
        false,
        0,
        new ClientTerms(Long.MAX_VALUE, false, 0, false, asked, false));
  }

  private Attach attach() {
    Attach attach = sharding.expectMessageClass(Attach.class, PATIENCE);
    assertThat(attach.connection()).isEqualTo(walReplies.ref());
    return attach;
  }

  private static void attached(
      ActorRef<MqttConnection.Command> connection, TestProbe<EndpointWal.Command> log, long taken) {
    tell(connection, new AttachReply.Attached(log.ref(), CREDIT, taken, ""));
  }

  private static void tell(ActorRef<MqttConnection.Command> connection, AttachReply reply) {
    connection.tell(new MqttConnection.WalReply(reply));
  }
}
