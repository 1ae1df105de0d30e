package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.shipping.Shipping.Progress;
import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CannotRender;
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
import io.edgemq.views.parquet.ParquetRows;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY_SOON = Duration.ofMillis(1);
  private static final String BLOCKING = "pekko.actor.default-blocking-io-dispatcher";
  private static final ObjectKeys KEYS = new ObjectKeys("local");
  private static final WalId WAL = new WalId("acme", "plant", 0);
  private static final SealPolicy POLICY = new SealPolicy(1 << 20, Duration.ofMinutes(1), 4 << 20);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.testkit.typed.filter-leeway = 30s")
              .withFallback(ConfigFactory.load()));
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
        .isEqualTo(
            new Progress.Released(
                sealed.getFirst().id(), sealed.getFirst().bytes(), sealed.getFirst().bytes()));
    assertThat(committed()).containsExactly("one");
    assertThat(sealed.getFirst().path()).doesNotExist();
  }

  @Test
  void aWriterHearsHowMuchOfADamagedSegmentIsCommitted() throws IOException {
    ActorRef<Shipping.Command> shipping = start();
    TestProbe<Progress> writer = kit.createTestProbe();
    EndpointLog log = openLog();
    shipping.tell(new Shipping.WriterOpened(log.epoch(), writer.ref()));
    writer.expectMessageClass(Progress.Found.class, PATIENCE);
    append(log, "one");
    append(log, "two");
    log.seal(SealReason.SIZE);
    SealedSegment segment = sealed.getFirst();
    byte[] bytes = Files.readAllBytes(segment.path());
    bytes[bytes.length - 1] ^= 1;
    Files.write(segment.path(), bytes);
    shipping.tell(new Shipping.Sealed(segment));

    assertThat(writer.receiveMessage(PATIENCE))
        .isEqualTo(new Progress.Released(segment.id(), segment.bytes(), segment.bytes() / 2));
    assertThat(committed()).containsExactly("one");
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

  @Test
  void anEndpointThatAsksForParquetHasItNamedInEachMarker() throws IOException {
    ActorRef<Shipping.Command> shipping = start(outputs(), RETRY_SOON);
    for (String endpoint : List.of("plant", "office", "gone")) {
      EndpointLog log = openLog(new WalId("acme", endpoint, 0));
      append(log, "at " + endpoint);
      log.seal(SealReason.SIZE);
      shipping.tell(new Shipping.Sealed(sealed.getLast()));
    }
    drained(shipping);

    assertThat(committed()).containsExactlyInAnyOrder("at plant", "at office", "at gone");
    assertThat(artifacts())
        .containsExactlyInAnyOrder(
            "plant segment 1", "plant parquet 1", "office segment 1", "gone segment 1");
  }

  @ParameterizedTest(name = "put {0} {1}")
  @CsvSource({
    "1, FAILS_BEFORE",
    "1, FAILS_AFTER",
    "2, FAILS_BEFORE",
    "2, FAILS_AFTER",
    "3, FAILS_BEFORE",
    "3, FAILS_AFTER"
  })
  void aNodeThatEndedBetweenArtifactsAndMarkerTakesThemAsTheyAre(int put, FaultyObjectStore.Put how)
      throws IOException {
    ActorRef<Shipping.Command> before = start(outputs(), Duration.ofHours(1));
    EndpointLog log = openLog();
    append(log, "one");
    log.seal(SealReason.SIZE);
    for (int i = 1; i < put; i++) {
      store.plan(FaultyObjectStore.Put.WORKS);
    }
    store.plan(how);
    before.tell(new Shipping.Sealed(sealed.getFirst()));
    await(before, status -> assertThat(status.failures()).isOne());
    kit.stop(before);

    drained(start(outputs(), RETRY_SOON));

    assertThat(committed()).containsExactly("one");
    assertThat(artifacts()).containsExactly("plant segment 1", "plant parquet 1");
    assertThat(store.created()).hasSize(3).doesNotHaveDuplicates();
    assertThat(store.created().getLast()).endsWith(".json");
  }

  @Test
  void aSegmentThatCannotBeRenderedIsReportedAndHoldsBackNoOther() throws IOException {
    var mends = new AtomicBoolean();
    ArtifactRenderer outputs = outputs();
    ActorRef<Shipping.Command> shipping =
        start(
            (segment, raw, artifacts) -> {
              if (segment.id().segment() == 1 && !mends.get()) {
                throw new IllegalStateException("planned: a bug");
              }
              return outputs.render(segment, raw, artifacts);
            },
            RETRY_SOON);
    EndpointLog log = openLog();
    append(log, "cannot be rendered");
    log.seal(SealReason.SIZE);
    append(log, "can");
    log.seal(SealReason.SIZE);
    LoggingTestKit.error("acme/plant/0/00000001/seg-00000001 failed by a mistake")
        .withCause(CannotRender.class)
        .expect(
            kit.system(),
            () -> {
              sealed.forEach(it -> shipping.tell(new Shipping.Sealed(it)));
              return null;
            });

    awaitOneCommittedFrame(shipping);
    assertThat(committed()).containsExactly("can");
    assertThat(sealed.getFirst().path()).exists();
    mends.set(true);
    drained(shipping);
    assertThat(committed()).containsExactlyInAnyOrder("cannot be rendered", "can");
  }

  private ActorRef<Shipping.Command> start() throws IOException {
    return start(ArtifactRenderer.NONE, RETRY_SOON);
  }

  private ActorRef<Shipping.Command> start(ArtifactRenderer renderer, Duration retry)
      throws IOException {
    var recovery = new SegmentRecovery(new LocalDisk(), data.instance(), InstantSource.system());
    var shipper =
        new SegmentShipper(
            _ -> store,
            KEYS,
            recovery,
            InstantSource.system(),
            3,
            renderer,
            kit.system().dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING)));
    return kit.spawn(
        Shipping.create(
            data.epochs(),
            recovery,
            shipper,
            new Shipping.Places(
                _ -> new Destination.Operators(),
                _ -> Optional.empty(),
                () -> new Forecast(0, 1, 0)),
            new ShippingSettings(2, retry, retry.multipliedBy(20), Long.MAX_VALUE),
            InstantSource.system(),
            BLOCKING,
            new ShippingMeasures()));
  }

  /// Of `plant` raw Parquet too, of `office` segments only.
  private ArtifactRenderer outputs() {
    var plan = new Plan("pro", 10, 1);
    var directory =
        new Directory(
            List.of(
                new Endpoint(
                    "acme",
                    "plant",
                    plan,
                    POLICY,
                    Set.of(Output.SEGMENT, Output.PARQUET),
                    List.of(),
                    1),
                new Endpoint("acme", "office", plan, POLICY)),
            List.of());
    return new OutputRenderer(
        () -> directory,
        KEYS,
        new ViewDocuments(store),
        new SegmentRenderer(RenderSettings.of(3, folder)));
  }

  private Shipping.Status drained(ActorRef<Shipping.Command> shipping) {
    TestProbe<Shipping.Status> probe = kit.createTestProbe();
    shipping.tell(new Shipping.AwaitDrained(probe.ref()));
    return probe.receiveMessage(PATIENCE);
  }

  private void awaitOneCommittedFrame(ActorRef<Shipping.Command> shipping) {
    await(shipping, status -> assertThat(status.committedFrames()).isOne());
  }

  private void await(ActorRef<Shipping.Command> shipping, Consumer<Shipping.Status> assertion) {
    TestProbe<Shipping.Status> probe = kit.createTestProbe();
    probe.awaitAssert(
        PATIENCE,
        Duration.ofMillis(50),
        () -> {
          shipping.tell(new Shipping.AskStatus(probe.ref()));
          assertion.accept(probe.receiveMessage(PATIENCE));
          return "as asserted";
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

  /// Endpoint, kind and rows of all artifacts.
  private List<String> artifacts() throws IOException {
    var artifacts = new ArrayList<String>();
    for (String key : store.list("")) {
      if (ObjectKeys.isMarker(key)) {
        try (InputStream in = store.open(key)) {
          CommitMarker marker = CommitMarker.read(in);
          marker
              .artifacts()
              .forEach(it ->
                  artifacts.add("%s %s %d".formatted(marker.endpoint(), it.kind(), it.rows())));
        }
      }
    }
    return artifacts;
  }

  /// Payloads of all committed frames; fails if a marker does not hold.
  private List<String> committed() throws IOException {
    var payloads = new ArrayList<String>();
    CommitVerifier.Report report =
        new CommitVerifier(store, (_, file) -> ParquetRows.count(file))
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
