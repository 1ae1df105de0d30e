package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.shipping.Shipping.Progress;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.object.FaultyObjectStore;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final WalId WAL = new WalId("acme", "plant", 0);
  private static final SealPolicy POLICY = new SealPolicy(1 << 20, Duration.ofMinutes(1), 4 << 20);

  private final ActorTestKit kit = ActorTestKit.create();
  private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
  private final List<SealedSegment> sealed = new ArrayList<>();
  @TempDir private Path folder;
  private DataDirectory data;

  @BeforeEach
  void openData() throws IOException {
    data = DataDirectory.open(folder);
  }

  @AfterEach
  void shutDown() throws IOException {
    kit.shutdownTestKit();
    data.close();
  }

  @Test
  void whatAWriterSealsIsCommittedAndTheWriterHears() throws IOException {
    ActorRef<Shipping.Command> shipping = start();
    TestProbe<Progress> writer = kit.createTestProbe();
    EndpointLog log = openLog();
    shipping.tell(new Shipping.WriterOpened(log.epoch(), writer.ref()));
    assertThat(writer.receiveMessage(PATIENCE)).isEqualTo(new Progress.Found(0, 0));

    append(log, "one");
    log.seal(SealReason.SIZE);
    shipping.tell(new Shipping.Sealed(sealed.getFirst()));

    assertThat(writer.receiveMessage(PATIENCE))
        .isEqualTo(new Progress.Released(sealed.getFirst().bytes()));
    assertThat(committed()).containsExactly("one");
    assertThat(sealed.getFirst().path()).doesNotExist();
  }

  @Test
  void whatWasLeftBehindIsRecoveredAndShippedWithItsTornTailCut() throws IOException {
    EndpointLog log = openLog();
    append(log, "good");
    Path open = log.epoch().path().resolve("seg-00000001.wal");
    Files.write(open, new byte[] {0, 0, 0, 99, 1, 2, 3}, StandardOpenOption.APPEND);

    Shipping.Status status = drained(start());

    assertThat(status.committedSegments()).isOne();
    assertThat(committed()).containsExactly("good");
  }

  @Test
  void aStoreThatFailsIsTriedAgainUntilItWorks() throws IOException {
    store.plan(
        FaultyObjectStore.Put.FAILS_BEFORE,
        FaultyObjectStore.Put.FAILS_AFTER,
        FaultyObjectStore.Put.FAILS_BEFORE,
        FaultyObjectStore.Put.FAILS_AFTER);
    EndpointLog log = openLog();
    append(log, "one");
    log.close();

    Shipping.Status status = drained(start());

    assertThat(status.committedFrames()).isOne();
    assertThat(committed()).containsExactly("one");
  }

  @Test
  void theEpochOfAWriterThatDiedIsRecovered() throws IOException {
    ActorRef<Shipping.Command> shipping = start();
    TestProbe<Progress> writer = kit.createTestProbe();
    EndpointLog log = openLog();
    shipping.tell(new Shipping.WriterOpened(log.epoch(), writer.ref()));
    append(log, "never sealed");

    writer.stop();

    awaitOneCommittedFrame(shipping);
    assertThat(committed()).containsExactly("never sealed");
  }

  @Test
  void oneLogsTroubleDoesNotHoldBackAnother() throws Exception {
    FaultyObjectStore.Held held = store.hold();
    ActorRef<Shipping.Command> shipping = start();
    EndpointLog slow = openLog();
    append(slow, "slow");
    slow.seal(SealReason.SIZE);
    shipping.tell(new Shipping.Sealed(sealed.getLast()));
    held.arrived().await();
    EndpointLog quick = openLog(new WalId("acme", "office", 0));
    append(quick, "quick");
    quick.seal(SealReason.SIZE);
    shipping.tell(new Shipping.Sealed(sealed.getLast()));

    awaitOneCommittedFrame(shipping);
    assertThat(committed()).containsExactly("quick");
    held.release().countDown();
    drained(shipping);
    assertThat(committed()).containsExactlyInAnyOrder("quick", "slow");
  }

  private ActorRef<Shipping.Command> start() throws IOException {
    var recovery = new SegmentRecovery(new LocalDisk(), data.instance(), InstantSource.system());
    var shipper =
        new SegmentShipper(store, new ObjectKeys("local"), recovery, InstantSource.system(), 3);
    var settings = new ShippingSettings(2, Duration.ofMillis(1), Duration.ofMillis(20));
    return kit.spawn(
        Shipping.create(
            data.epochs(),
            recovery,
            shipper,
            settings,
            InstantSource.system(),
            "pekko.actor.default-blocking-io-dispatcher"));
  }

  private Shipping.Status drained(ActorRef<Shipping.Command> shipping) {
    TestProbe<Shipping.Status> probe = kit.createTestProbe();
    shipping.tell(new Shipping.AwaitDrained(probe.ref()));
    return probe.receiveMessage(PATIENCE);
  }

  private void awaitOneCommittedFrame(ActorRef<Shipping.Command> shipping) {
    TestProbe<Shipping.Status> probe = kit.createTestProbe();
    probe.awaitAssert(
        PATIENCE,
        Duration.ofMillis(50),
        () -> {
          shipping.tell(new Shipping.AskStatus(probe.ref()));
          assertThat(probe.receiveMessage(PATIENCE).committedFrames()).isOne();
          return "committed";
        });
  }

  private EndpointLog openLog() throws IOException {
    return openLog(WAL);
  }

  private EndpointLog openLog(WalId wal) throws IOException {
    return EndpointLog.open(
        new LocalDisk(),
        data.walRoot(),
        wal,
        data.instance(),
        POLICY,
        SyncMode.ALWAYS,
        InstantSource.system(),
        new EndpointLog.Listener() {
          @Override
          public void sealed(SealedSegment segment) {
            sealed.add(segment);
          }

          @Override
          public void diskFailed(Path file, IOException failure) {
            throw new AssertionError(file.toString(), failure);
          }
        });
  }

  private static void append(EndpointLog log, String payload) throws IOException {
    log.add(Batches.of(payload));
    log.commit();
  }

  /// Payloads of all committed frames; fails if a marker does not hold.
  private List<String> committed() throws IOException {
    var payloads = new ArrayList<String>();
    CommitVerifier.Report report =
        new CommitVerifier(store)
            .verify(
                "",
                new CommitVerifier.Progress() {
                  @Override
                  public void checked(int done, int of) {}

                  @Override
                  public void segment(CommitMarker marker, byte[] raw) {
                    payloads.addAll(Batches.payloads(raw));
                  }
                });
    assertThat(report.faults()).isEmpty();
    return payloads;
  }
}
