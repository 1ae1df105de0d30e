package io.edgemq.cluster.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.Attach;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.ForgetfulDisk;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointWalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final WalId WAL = new WalId("acme", "plant", 0);
  private static final long LOG_BYTES_MAX = 10_000;

  /// So that appends of 1000 bytes come one by one, whenever they are found.
  private static final long GROUP_BYTES_MAX = 1000;

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Shipping.Command> shipping = kit.createTestProbe();

  /// Attached wherever something is appended.
  private final TestProbe<Object> sender = kit.createTestProbe();

  private final TestProbe<AttachReply> connection = kit.createTestProbe();
  private final TestProbe<ClusterSharding.ShardCommand> shard = kit.createTestProbe();
  private final OpenLogs logs = new OpenLogs();
  private final AtomicLong diskFree = new AtomicLong(Long.MAX_VALUE);
  private final AtomicReference<Directory> directory =
      new AtomicReference<>(new Directory(List.of(), List.of()));

  private Duration committedAge = Duration.ofMinutes(1);
  @TempDir private Path folder;
  private DataDirectory data;
  private ForgetfulDisk disk;

  @BeforeEach
  void open() throws IOException {
    data = DataDirectory.open(folder);
    disk = new ForgetfulDisk(folder, new Random(1));
  }

  @AfterEach
  void shutDown() throws IOException {
    kit.shutdownTestKit();
    data.close();
  }

  @Test
  void batchesAreAnsweredInOrderOnceTheyAreOnTheDisk() throws IOException {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    for (int sequence = 1; sequence <= 50; sequence++) {
      append(wal, sequence, "message " + sequence);
    }

    List<Long> sequences = new ArrayList<>();
    for (int n = 0; n < 50; n++) {
      sequences.add(durable().sequence());
    }
    assertThat(sequences).isSorted().hasSize(50);
    WalMeasures measures = logs.measures();
    assertThat(measures.groupFrames().snapshot().sum()).isEqualTo(50);
    assertThat(measures.groupBytes().snapshot().count()).isBetween(1L, 50L);
    assertThat(payloads("00000001", 1)).hasSize(50).startsWith("message 1").endsWith("message 50");
  }

  /// It is larger than a group and than the size at which a segment is sealed.
  @Test
  void theBatchesOfAnAppendStandTogetherInOneSegmentHoweverManyThereAre() throws IOException {
    ActorRef<EndpointWal.Command> wal = start(1000, Duration.ofMinutes(2));
    attachSender(wal);
    List<FrameBatch> batches =
        IntStream.range(0, 20).mapToObj(n -> Batches.of("part " + n, "x".repeat(300))).toList();
    append(wal, 1, "before");
    wal.tell(new EndpointWal.Append(batches, 2, 1, sender.ref().narrow()));
    append(wal, 3, "after");

    LogPosition before = durable().position();
    AppendReply.Durable durable = durable();
    durable();
    assertThat(durable.sequence()).isEqualTo(2);
    byte[] segment = Files.readAllBytes(file("00000001", durable.position().segment().segment()));
    int from = Math.toIntExact(durable.position().offset());
    assertThat(segment).hasSizeGreaterThan(6_000);
    assertThat(Batches.payloads(Arrays.copyOfRange(segment, from, segment.length)))
        .startsWith("part 0", "x".repeat(300), "part 1")
        .containsSubsequence("part 18", "part 19", "x".repeat(300));
    assertThat(before.offset()).isZero();
  }

  @Test
  void anAppendWithoutFramesIsAMistake() {
    assertThatThrownBy(() -> new EndpointWal.Append(List.of(), 1, 1, sender.ref().narrow()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Between nodes any message may get lost.
  @Test
  void nothingBehindAGapIsTakenAndWhatIsSentAgainIsTakenOnce() throws IOException {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    append(wal, 1, "one");
    assertThat(durable().sequence()).isEqualTo(1);
    append(wal, 3, "three");
    append(wal, 4, "four");
    sender.expectNoMessage();

    wal.tell(new EndpointWal.Attach("sender", sender.ref().narrow(), Attach.Kind.AGAIN));
    assertThat(sender.expectMessageClass(AttachReply.Attached.class, PATIENCE).taken())
        .isEqualTo(1);
    assertThat(durable().sequence()).as("the last answer comes again").isEqualTo(1);
    for (int sequence = 1; sequence <= 4; sequence++) {
      append(wal, sequence, List.of("one", "two", "three", "four").get(sequence - 1));
    }

    assertThat(durable().sequence()).isEqualTo(2);
    assertThat(durable().sequence()).isEqualTo(3);
    assertThat(durable().sequence()).isEqualTo(4);
    assertThat(payloads("00000001", 1)).containsExactly("one", "two", "three", "four");
  }

  @Test
  void whatAnotherLogHasAcknowledgedIsNotMissed() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    wal.tell(new EndpointWal.Append(Batches.sized(100), 8, 7, sender.ref().narrow()));
    sender.expectNoMessage();

    wal.tell(new EndpointWal.Append(Batches.sized(100), 7, 7, sender.ref().narrow()));
    wal.tell(new EndpointWal.Append(Batches.sized(100), 8, 7, sender.ref().narrow()));

    assertThat(durable().sequence()).isEqualTo(7);
    assertThat(durable().sequence()).isEqualTo(8);
  }

  @Test
  void nothingIsTakenOfWhoIsNotAttached() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    append(wal, 1, "one");
    attachSender(wal);
    sender.expectNoMessage();

    append(wal, 1, "one");
    assertThat(durable().sequence()).isEqualTo(1);
  }

  @Test
  void aDoorIsAttachedThoughTheQueueIsFull() {
    diskFree.set(0);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    wal.tell(new EndpointWal.Append(Batches.sized(6000), 1, 1, sender.ref().narrow()));
    wal.tell(new EndpointWal.Attach("", connection.ref(), Attach.Kind.SHARED));

    var attached = connection.expectMessageClass(AttachReply.Attached.class, PATIENCE);
    assertThat(attached.creditBytes()).isEqualTo(1250);
  }

  @Test
  void aConnectionIsAttachedWithACreditAndOneTooManyIsRefused() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    wal.tell(new EndpointWal.Attach("a", connection.ref(), Attach.Kind.FIRST));
    var attached = connection.expectMessageClass(AttachReply.Attached.class, PATIENCE);
    assertThat(attached.wal()).isEqualTo(wal);
    assertThat(attached.creditBytes()).isPositive();

    TestProbe<AttachReply> second = kit.createTestProbe();
    wal.tell(new EndpointWal.Attach("b", second.ref(), Attach.Kind.FIRST));
    second.expectMessageClass(AttachReply.Attached.class, PATIENCE);
    TestProbe<AttachReply> third = kit.createTestProbe();
    wal.tell(new EndpointWal.Attach("c", third.ref(), Attach.Kind.FIRST));
    third.expectMessage(PATIENCE, new AttachReply.Refused(AttachRefusal.CONNECTIONS_MAX));

    second.stop();
    third.awaitAssert(
        PATIENCE,
        Duration.ofMillis(20),
        () -> {
          wal.tell(new EndpointWal.Attach("c", third.ref(), Attach.Kind.FIRST));
          third.expectMessageClass(AttachReply.Attached.class, Duration.ofMillis(200));
          return "the place of one that ended is free";
        });
  }

  @Test
  void aChangedPlanHoldsForTheNextConnectionAndTheOthersStay() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    declare(1, 1 << 20);
    wal.tell(new EndpointWal.Attach("a", connection.ref(), Attach.Kind.FIRST));
    connection.expectMessage(PATIENCE, new AttachReply.Refused(AttachRefusal.CONNECTIONS_MAX));
    append(wal, 1, "one");
    assertThat(durable().sequence()).isEqualTo(1);

    declare(2, 1 << 20);
    wal.tell(new EndpointWal.Attach("a", connection.ref(), Attach.Kind.FIRST));
    connection.expectMessageClass(AttachReply.Attached.class, PATIENCE);
  }

  @Test
  void aChangedSealHoldsFromTheNextConnectionOrSealedSegmentOn() {
    ActorRef<EndpointWal.Command> wal = start(2000, Duration.ofMinutes(2));
    attachSender(wal);
    wal.tell(new EndpointWal.Append(Batches.sized(1000), 1, 1, sender.ref().narrow()));
    durable();
    declare(2, 1000);
    wal.tell(new EndpointWal.Append(Batches.sized(1000), 2, 1, sender.ref().narrow()));
    wal.tell(new EndpointWal.Append(Batches.sized(1000), 3, 1, sender.ref().narrow()));
    shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE);
    assertThat(shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment().bytes())
        .isEqualTo(2000);
    assertThat(shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment().bytes())
        .isEqualTo(1000);
  }

  @Test
  void anEndpointThatWasRemovedTakesNoNewConnectionAndKeepsWhatWasSent() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    directory.set(new Directory(List.of(), List.of()));
    wal.tell(new EndpointWal.Attach("a", connection.ref(), Attach.Kind.FIRST));
    connection.expectMessage(PATIENCE, new AttachReply.Refused(AttachRefusal.UNKNOWN_ENDPOINT));
    append(wal, 1, "sent before");
    assertThat(durable().sequence()).isEqualTo(1);
    wal.tell(new EndpointWal.Attach("b", connection.ref(), Attach.Kind.AGAIN));
    connection.expectMessageClass(AttachReply.Attached.class, PATIENCE);
  }

  @Test
  void theOlderOfTwoWithOneClientIdHasToGo() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    wal.tell(new EndpointWal.Attach("a", connection.ref(), Attach.Kind.FIRST));
    connection.expectMessageClass(AttachReply.Attached.class, PATIENCE);

    TestProbe<AttachReply> newer = kit.createTestProbe();
    wal.tell(new EndpointWal.Attach("a", newer.ref(), Attach.Kind.FIRST));

    connection.expectMessage(PATIENCE, new AttachReply.TakenOver());
    newer.expectMessageClass(AttachReply.Attached.class, PATIENCE);
  }

  @Test
  void aFullLogLetsSendersWaitAndGoesOnWhenSegmentsWereShipped() {
    ActorRef<EndpointWal.Command> wal = start(1000, Duration.ofMinutes(2));
    attachSender(wal);
    List<SealedSegment> sealed = new ArrayList<>();
    for (int sent = 0; sent < 30; sent++) {
      wal.tell(new EndpointWal.Append(Batches.sized(1000), sent + 1, 1, sender.ref().narrow()));
    }
    for (int answered = 1; answered <= 10; answered++) {
      assertThat(durable().sequence()).isEqualTo(answered);
    }
    ActorRef<Shipping.Progress> progress =
        shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    sender.expectNoMessage();

    long released = 0;
    for (int answered = 11; answered <= 30; answered++) {
      while (released < 1000) {
        SealedSegment segment =
            shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
        sealed.add(segment);
        progress.tell(released(segment));
        released += segment.bytes();
      }
      assertThat(durable().sequence()).isEqualTo(answered);
      released -= 1000;
    }
    assertThat(sealed).isNotEmpty();
  }

  @Test
  void aQueueThatIsFullTakesNoNewConnection() {
    diskFree.set(0);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    wal.tell(new EndpointWal.Append(Batches.sized(6000), 1, 1, sender.ref().narrow()));
    wal.tell(new EndpointWal.Attach("late", connection.ref(), Attach.Kind.FIRST));
    connection.expectMessage(PATIENCE, new AttachReply.Refused(AttachRefusal.QUEUE_FULL));

    diskFree.set(Long.MAX_VALUE);
    assertThat(durable().sequence()).isEqualTo(1);
  }

  @Test
  void aDiskThatFailsIsTriedAgainAndNothingIsAnsweredMeanwhile() throws IOException {
    disk.goAway(ForgetfulDisk.Fault.FORCE, ForgetfulDisk.Fault.WRITE, ForgetfulDisk.Fault.CREATE);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    append(wal, 1, "one");
    append(wal, 2, "two");
    sender.expectNoMessage();

    disk.heal();

    assertThat(durable().sequence()).isEqualTo(1);
    assertThat(durable().sequence()).isEqualTo(2);
    disk.crash();
    assertThat(payloads("00000001", 1)).containsExactly("one", "two");
  }

  /// As on a file system that the kernel has made read-only.
  @Test
  void aDiskOnWhichNoLogCanBeOpenedIsTriedAgainToo() throws IOException {
    disk.goAway(ForgetfulDisk.Fault.values());
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    append(wal, 1, "one");
    sender.expectNoMessage();
    assertThat(logs.all().get(WAL)).extracting(LogGauges::isStalled).isEqualTo(true);

    disk.heal();

    assertThat(durable().sequence()).isEqualTo(1);
    assertThat(payloads("00000001", 1)).containsExactly("one");
  }

  @Test
  void aDiskThatBecomesUnwritableKeepsWhatWasAcknowledged() throws IOException {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    append(wal, 1, "one");
    assertThat(durable().sequence()).isEqualTo(1);
    disk.goAway(ForgetfulDisk.Fault.values());
    append(wal, 2, "two");
    sender.expectNoMessage();
    assertThat(payloads("00000001", 1)).startsWith("one");

    disk.heal();

    assertThat(durable().sequence()).isEqualTo(2);
    shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE);
    SealedSegment first = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    assertThat(first.frames()).as("only what was acknowledged in it").isEqualTo(1);
    assertThat(payloads("00000001", 2)).containsExactly("two");
  }

  @Test
  void aSegmentGrowsWhileShippingIsSaturatedAndIsSealedWhenItIsNot() {
    ActorRef<EndpointWal.Command> wal = start(1000, Duration.ofMinutes(2));
    attachSender(wal);
    for (int sequence = 1; sequence <= 6; sequence++) {
      wal.tell(new EndpointWal.Append(Batches.sized(1000), sequence, 1, sender.ref().narrow()));
      durable();
    }
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    SealedSegment first = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE);
    shipping.expectNoMessage();

    progress.tell(released(first));

    SealedSegment grown = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    assertThat(grown.bytes()).isEqualTo(4000);
    assertThat(grown.sealedBy()).isEqualTo(SealReason.SIZE);
  }

  @Test
  void whoWaitsForCommittedIsToldOfBothAndOthersOfDurableOnly() {
    committedAge = Duration.ofMillis(20);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    TestProbe<Object> durableOnly = kit.createTestProbe();
    wal.tell(new Attach("other", durableOnly.ref().narrow(), Attach.Kind.FIRST));
    durableOnly.expectMessageClass(AttachReply.Attached.class, PATIENCE);
    wal.tell(new EndpointWal.Append(Batches.of("a"), 1, 1, durableOnly.ref().narrow()));
    durableOnly.expectMessageClass(AppendReply.Durable.class, PATIENCE);
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    shipping.expectNoMessage(); // only its age would have it sealed

    attachCommitted(wal);
    append(wal, 1, "b");
    append(wal, 2, "c");
    durable();
    durable();
    SealedSegment segment = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    assertThat(segment.frames()).isEqualTo(3);
    sender.expectNoMessage();
    progress.tell(released(segment));

    sender.expectMessage(PATIENCE, new AppendReply.Committed(2));
    durableOnly.expectNoMessage();
  }

  @Test
  void whatIsCommittedOutOfOrderIsToldInOrder() {
    ActorRef<EndpointWal.Command> wal = start(1000, Duration.ofMinutes(2));
    attachCommitted(wal);
    wal.tell(new EndpointWal.Append(Batches.sized(1000), 1, 1, sender.ref().narrow()));
    wal.tell(new EndpointWal.Append(Batches.sized(1000), 2, 1, sender.ref().narrow()));
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    SealedSegment one = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    SealedSegment two = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    durable();
    durable();
    progress.tell(released(two));
    sender.expectNoMessage();
    progress.tell(released(one));

    sender.expectMessage(PATIENCE, new AppendReply.Committed(1));
    sender.expectMessage(PATIENCE, new AppendReply.Committed(2));
  }

  @Test
  void whoAttachesAgainIsToldAgainWhatIsCommitted() {
    committedAge = Duration.ofMillis(20);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachCommitted(wal);
    append(wal, 1, "a");
    durable();
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    progress.tell(released(shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment()));
    sender.expectMessage(PATIENCE, new AppendReply.Committed(1));

    attachCommitted(wal);
    durable();
    sender.expectMessage(PATIENCE, new AppendReply.Committed(1));
  }

  @Test
  void aSegmentThatIsAwaitedGrowsWhileShippingIsSaturated() {
    committedAge = Duration.ofMillis(1);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachCommitted(wal);
    append(wal, 1, "one");
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    SealedSegment first = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    append(wal, 2, "two");
    shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE);
    append(wal, 3, "three");
    append(wal, 4, "four");
    shipping.expectNoMessage();
    progress.tell(released(first));

    assertThat(shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment().frames())
        .isEqualTo(2);
  }

  @Test
  void aLogWhoseAwaitedSegmentIsDamagedEndsSoThatItsSendersSendAgain() {
    committedAge = Duration.ofMillis(20);
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachCommitted(wal);
    append(wal, 1, "a");
    durable();
    var progress = shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE).writer();
    SealedSegment segment = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    progress.tell(
        new Shipping.Progress.Released(segment.id(), segment.bytes(), segment.bytes() - 1));

    sender.expectTerminated(wal, PATIENCE);
    sender.expectNoMessage();
  }

  @Test
  void stoppingAnswersWhatIsQueuedAndSealsWhatIsOpen() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMinutes(2));
    attachSender(wal);
    append(wal, 1, "one");
    append(wal, 2, "two");
    wal.tell(new EndpointWal.Stop());

    assertThat(durable().sequence()).isEqualTo(1);
    assertThat(durable().sequence()).isEqualTo(2);
    shipping.expectMessageClass(Shipping.WriterOpened.class, PATIENCE);
    SealedSegment sealed = shipping.expectMessageClass(Shipping.Sealed.class, PATIENCE).segment();
    assertThat(sealed.sealedBy()).isEqualTo(SealReason.SHUTDOWN);
    assertThat(sealed.frames()).isEqualTo(2);
  }

  @Test
  void aLogWithoutConnectionsAsksToBeStopped() {
    ActorRef<EndpointWal.Command> wal = start(1 << 20, Duration.ofMillis(10));

    var passivate =
        (ClusterSharding.Passivate<?>)
            shard.expectMessageClass(ClusterSharding.Passivate.class, PATIENCE);
    assertThat(passivate.entity()).isEqualTo(wal);
  }

  /// Makes this the endpoint of the directory.
  private Endpoint declare(int connectionsMax, long sealBytes) {
    var endpoint =
        new Endpoint(
            "acme",
            "plant",
            new Plan("small", connectionsMax, 1),
            new SealPolicy(sealBytes, Duration.ofMinutes(1), 4 << 20, committedAge));
    directory.set(new Directory(List.of(endpoint), List.of()));
    return endpoint;
  }

  private ActorRef<EndpointWal.Command> start(long sealBytes, Duration idleAfter) {
    var settings =
        new WalSettings(
            SyncMode.ALWAYS,
            Duration.ofMillis(100),
            5000,
            100,
            GROUP_BYTES_MAX,
            LOG_BYTES_MAX,
            1,
            2,
            Duration.ofMillis(10),
            idleAfter);
    var node =
        new WalNode(
            settings,
            directory::get,
            data,
            disk,
            diskFree::get,
            shipping.ref(),
            logs,
            "",
            InstantSource.system());
    Endpoint endpoint = declare(2, sealBytes);
    return kit.spawn(EndpointWal.create(node, endpoint, WAL, shard.ref()));
  }

  private void attachSender(ActorRef<EndpointWal.Command> wal) {
    wal.tell(new EndpointWal.Attach("sender", sender.ref().narrow(), Attach.Kind.FIRST));
    sender.expectMessageClass(AttachReply.Attached.class, PATIENCE);
  }

  /// Attaches [#sender], to be told what is committed.
  private void attachCommitted(ActorRef<EndpointWal.Command> wal) {
    wal.tell(new Attach("sender", sender.ref().narrow(), Attach.Kind.FIRST, AckLevel.COMMITTED));
    sender.expectMessageClass(AttachReply.Attached.class, PATIENCE);
  }

  private static Shipping.Progress released(SealedSegment segment) {
    return new Shipping.Progress.Released(segment.id(), segment.bytes(), segment.bytes());
  }

  private AppendReply.Durable durable() {
    return sender.expectMessageClass(AppendReply.Durable.class, PATIENCE);
  }

  private void append(ActorRef<EndpointWal.Command> wal, long sequence, String payload) {
    wal.tell(new EndpointWal.Append(Batches.of(payload), sequence, 1, sender.ref().narrow()));
  }

  private List<String> payloads(String epoch, int segment) throws IOException {
    return Batches.payloads(Files.readAllBytes(file(epoch, segment)));
  }

  private Path file(String epoch, int segment) {
    return data.walRoot()
        .resolve(WAL.toString())
        .resolve(epoch)
        .resolve("seg-%08d.wal".formatted(segment));
  }
}
