package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.Shipping.Status;
import io.edgemq.storage.commit.ArtifactRenderer;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two stores, of which one is in trouble; `plant` goes into it, `office` into the other.
class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BLOCKING = "pekko.actor.default-blocking-io-dispatcher";
  private static final WalId PLANT = new WalId("acme", "plant", 0);
  private static final WalId OFFICE = new WalId("acme", "office", 0);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.testkit.typed.filter-leeway = 30s")
              .withFallback(ConfigFactory.load()));
  private final FaultyObjectStore sick = new FaultyObjectStore(new MemoryObjectStore());
  private final FaultyObjectStore well = new FaultyObjectStore(new MemoryObjectStore());
  private final List<SealedSegment> sealed = new ArrayList<>();
  @TempDir private Path folder;
  private DataDirectory data;
  private EndpointLog plant;
  private EndpointLog office;
  private ActorRef<Shipping.Command> shipping;

  @BeforeEach
  void start() throws IOException {
    data = DataDirectory.open(folder);
    plant = openLog(PLANT);
    office = openLog(OFFICE);
    var recovery = new SegmentRecovery(new LocalDisk(), data.instance(), InstantSource.system());
    var shipper =
        new SegmentShipper(
            wal -> wal.equals(PLANT) ? sick : well,
            new ObjectKeys("local"),
            recovery,
            InstantSource.system(),
            3,
            ArtifactRenderer.NONE,
            Runnable::run);
    shipping =
        kit.spawn(
            Shipping.create(
                List.of(),
                recovery,
                shipper,
                new Shipping.Places(
                    wal -> new Destination.Folder(Path.of("/" + wal.endpoint())),
                    _ -> Optional.of(new Forecast(1 << 20, 4 << 20, 1 << 10)),
                    () -> new Forecast(0, 1, 0)),
                new ShippingSettings(
                    2, Duration.ofMillis(1), Duration.ofMillis(50), Long.MAX_VALUE),
                InstantSource.system(),
                BLOCKING,
                new ShippingMeasures()));
  }

  @AfterEach
  void shutDown() throws IOException {
    kit.shutdownTestKit();
    data.close();
  }

  @Test
  void aStoreThatHangsLeavesAPlaceToOthers() throws Exception {
    ship(office, "before");
    await(status -> assertThat(status.committedSegments()).isOne());
    FaultyObjectStore.Held first = sick.hold();
    FaultyObjectStore.Held second = sick.hold();
    ship(plant, "hangs");
    ship(plant, "would hang");
    first.arrived().await();

    for (int n = 0; n < 20; n++) {
      ship(office, "meanwhile " + n);
    }
    await(status -> assertThat(status.committedSegments()).isEqualTo(21));
    assertThat(second.arrived().getCount()).isOne();

    first.release().countDown();
    second.release().countDown();
    drained();
    assertThat(committed(sick)).containsExactlyInAnyOrder("hangs", "would hang");
  }

  @Test
  void aStoreThatIsAwayIsToldOfOnceWithAForecastAndDelaysNobodyElse() throws Exception {
    sick.goAway();
    LoggingTestKit.warn(
            "planned: away; 25 % of 4194304 bytes are used, 1024 enter in a second: 0.9 hours left")
        .withOccurrences(1)
        .expect(
            kit.system(),
            () -> {
              for (int n = 0; n < 20; n++) {
                ship(plant, "waits " + n);
                ship(office, "meanwhile " + n);
              }
              await(status -> assertThat(status.committedSegments()).isEqualTo(20));
              await(status -> assertThat(status.failures()).isGreaterThan(5));
              return null;
            });
    assertThat(committed(well)).hasSize(20);

    LoggingTestKit.info("Shipping into folder /plant works again")
        .expect(
            kit.system(),
            () -> {
              sick.comeBack();
              drained();
              return null;
            });
    assertThat(committed(sick))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 20).mapToObj(n -> "waits " + n).toList());
  }

  /// As a disk does that has gone bad in one place: nobody reads a directory.
  @Test
  void aFileThatTheDiskDoesNotReadIsToldOfAndHoldsBackNobody() throws Exception {
    append(plant, "unreadable");
    Path file = sealed.getFirst().path();
    Path kept = file.resolveSibling("kept");
    Files.move(file, kept);
    Files.createDirectory(file);
    LoggingTestKit.warn("seg-00000001 cannot be read from the disk")
        .withOccurrences(1)
        .expect(
            kit.system(),
            () -> {
              shipping.tell(new Shipping.Sealed(sealed.getFirst()));
              for (int n = 0; n < 5; n++) {
                ship(plant, "readable " + n);
              }
              await(status -> assertThat(status.committedSegments()).isEqualTo(5));
              await(status -> assertThat(status.failures()).isGreaterThan(3));
              return null;
            });
    await(status -> assertThat(status.waitingSegments()).isOne());

    Files.delete(file);
    Files.move(kept, file);
    drained();
    assertThat(committed(sick)).hasSize(6).contains("unreadable");
    assertThat(file).doesNotExist();
  }

  private void ship(EndpointLog log, String payload) {
    append(log, payload);
    shipping.tell(new Shipping.Sealed(sealed.getLast()));
  }

  private static void append(EndpointLog log, String payload) {
    try {
      log.add(Batches.of(payload));
      log.commit();
      log.seal(SealReason.SIZE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void drained() {
    TestProbe<Status> probe = kit.createTestProbe();
    shipping.tell(new Shipping.AwaitDrained(probe.ref()));
    assertThat(probe.receiveMessage(PATIENCE).waitingBytes()).isZero();
  }

  private void await(Consumer<Status> assertion) {
    TestProbe<Status> probe = kit.createTestProbe();
    probe.awaitAssert(
        PATIENCE,
        Duration.ofMillis(20),
        () -> {
          shipping.tell(new Shipping.AskStatus(probe.ref()));
          assertion.accept(probe.receiveMessage(PATIENCE));
          return "as asserted";
        });
  }

  private EndpointLog openLog(WalId wal) throws IOException {
    return EndpointLog.open(
        new LocalDisk(),
        data.walRoot(),
        wal,
        data.instance(),
        new SealPolicy(1 << 20, Duration.ofMinutes(1), 4 << 20),
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

  /// Payloads of all committed frames; fails if a marker does not hold.
  private static List<String> committed(FaultyObjectStore store) throws IOException {
    var payloads = new ArrayList<String>();
    CommitVerifier.Report report =
        new CommitVerifier(store, (_, _) -> 0)
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
