package io.edgemq.storage.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.object.FaultyObjectStore;
import io.edgemq.storage.object.FaultyObjectStore.Put;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.RecoveryFinding;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentRecovery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentShipperTest {
  private static final String PARQUET_1 = "acme/plant/parquet/dt=2023-11-14/seg-1.parquet";

  @TempDir private Path root;
  private final ManualClock clock = new ManualClock();
  private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
  private final SegmentShipper shipper = shipper(3);

  @Test
  void aSegmentIsCommittedAndItsFileDeleted() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "bb", "ccc");
    byte[] raw = Files.readAllBytes(segment.path());
    SegmentShipper.Shipped shipped = shipper.ship(segment);

    assertThat(shipped.findings()).isEmpty();
    assertThat(store.created()).containsExactly(Segments.OBJECT_1, Segments.MARKER_1);
    assertThat(committed(Segments.OBJECT_1)).isEqualTo(raw);
    assertThat(segment.path()).doesNotExist();
    assertThat(shipped.marker()).contains(marker());
    assertThat(shipped.wasCommitted()).isFalse();
    assertSound(1);
  }

  @Test
  void theMarkerSaysWhatWasShipped() throws IOException {
    shipper.ship(sealed(SealReason.MAX_SIZE, "a", "bb", "ccc"));
    CommitMarker.Artifact artifact = marker().artifacts().getFirst();

    assertThat(new String(read(Segments.MARKER_1), UTF_8))
        .isEqualTo(
            """
            {"version":1,"tenant":"acme","endpoint":"plant","region":"local",\
            "instance":"disk-1","epoch":1,"segment":1,"frames":3,\
            "firstTimestampMs":1700000000000,"lastTimestampMs":1700000000002,"rawBytes":57,\
            "sealedBy":"max-size","sealedAt":"2026-11-22T10:00:00Z",\
            "committedAt":"2023-11-14T22:13:20Z","artifacts":[{"kind":"segment",\
            "key":"acme/plant/local/disk-1/00000001/segments/seg-00000001.wal.zst",\
            "bytes":%d,"sha256":"%s","rows":3}],"views":[],"corruptFrames":0}\
            """
                .formatted(artifact.bytes(), artifact.sha256()));
  }

  @ParameterizedTest(name = "object {0}, marker {1}, sealed by {2}")
  @CsvSource({
    "FAILS_BEFORE, WORKS, SIZE",
    "FAILS_AFTER, WORKS, SIZE",
    "WORKS, FAILS_BEFORE, SIZE",
    "WORKS, FAILS_AFTER, SIZE",
    "FAILS_BEFORE, WORKS, RECOVERY",
    "FAILS_AFTER, WORKS, RECOVERY",
    "WORKS, FAILS_BEFORE, RECOVERY",
    "WORKS, FAILS_AFTER, RECOVERY"
  })
  void aShipmentThatFailedKeepsTheFileAndConvergesWhenDoneAgain(
      Put object, Put marker, SealReason reason) throws IOException {
    SealedSegment segment = sealed(reason, "a", "b");
    store.plan(object, marker);
    assertThatThrownBy(() -> shipper.ship(segment)).isExactlyInstanceOf(IOException.class);
    assertThat(segment.path()).exists();
    SegmentShipper.Shipped shipped = shipper.ship(segment);

    assertThat(shipped.marker()).contains(marker());
    assertThat(store.created()).containsExactly(Segments.OBJECT_1, Segments.MARKER_1);
    assertThat(segment.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void noMarkerIsThereWhileItsObjectIsOnTheWay() throws Exception {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    FaultyObjectStore.Held held = store.hold();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<SegmentShipper.Shipped> shipping = executor.submit(() -> shipper.ship(segment));
      held.arrived().await();
      assertThat(store.list("")).isEmpty();
      assertThat(segment.path()).exists();
      FaultyObjectStore.Held marker = store.hold();
      held.release().countDown();
      marker.arrived().await();
      assertThat(store.list("")).containsExactly(Segments.OBJECT_1);
      assertThat(segment.path()).exists();
      marker.release().countDown();
      shipping.get();
    }

    assertThat(segment.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void whereAZombiePutOtherBytesOursGoUnderTheNextKey() throws IOException {
    put(Segments.OBJECT_1, "of a zombie");
    put(Segments.KEYS + "segments/seg-00000001-2.wal.zst", "of another one");
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    shipper.ship(segment);

    assertThat(marker().artifacts().getFirst().key())
        .isEqualTo(Segments.KEYS + "segments/seg-00000001-3.wal.zst");
    assertThat(new String(read(Segments.OBJECT_1), UTF_8)).isEqualTo("of a zombie");
    assertThat(segment.path()).doesNotExist();
    assertThat(verify().unnamed()).isEqualTo(2);
    assertSound(1);
  }

  @Test
  void anObjectOfTheSameBytesIsTakenAsItIs() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    store.plan(Put.WORKS, Put.FAILS_BEFORE);
    assertThatThrownBy(() -> shipper.ship(segment)).isInstanceOf(IOException.class);
    shipper.ship(segment);

    assertThat(marker().artifacts().getFirst().key()).isEqualTo(Segments.OBJECT_1);
    assertThat(verify().unnamed()).isZero();
  }

  @Test
  void aSegmentWhoseKeysAreAllTakenStays() throws IOException {
    put(Segments.OBJECT_1, "0");
    for (int n = 2; n <= 100; n++) {
      put(Segments.KEYS + "segments/seg-00000001-" + n + ".wal.zst", "0");
    }
    SealedSegment segment = sealed(SealReason.SIZE, "a");

    assertThatThrownBy(() -> shipper.ship(segment)).isInstanceOf(SegmentFault.class);
    assertThat(segment.path()).exists();
    assertThatThrownBy(this::marker).isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = SealReason.class,
      names = {"SIZE", "RECOVERY"})
  void aSegmentThatIsCommittedAlreadyIsOnlyDeleted(SealReason reason) throws IOException {
    shipper.ship(sealed(SealReason.SIZE, "a", "b"));
    byte[] before = read(Segments.MARKER_1);
    SealedSegment again = sealed(reason, "a", "b");
    SegmentShipper.Shipped shipped = shipper.ship(again);

    assertThat(again.path()).doesNotExist();
    assertThat(shipped.marker()).contains(marker());
    assertThat(shipped.wasCommitted()).isTrue();
    assertThat(read(Segments.MARKER_1)).isEqualTo(before);
    assertThat(store.created()).containsExactly(Segments.OBJECT_1, Segments.MARKER_1);
  }

  @Test
  void aRecoveredSegmentThatIsCommittedPutsNothingEvenIfItWouldCompressToOtherBytes()
      throws IOException {
    String text = "compressible ".repeat(1000);
    shipper(1).ship(sealed(SealReason.SIZE, text));
    SealedSegment again = sealed(SealReason.RECOVERY, text);
    shipper(19).ship(again);

    assertThat(again.path()).doesNotExist();
    assertThat(store.created()).containsExactly(Segments.OBJECT_1, Segments.MARKER_1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SealReason.class,
      names = {"SIZE", "RECOVERY"})
  void aMarkerOfOtherBytesIsNeverBelieved(SealReason reason) throws IOException {
    shipper.ship(sealed(SealReason.SIZE, "theirs"));
    byte[] before = read(Segments.MARKER_1);
    SealedSegment ours = sealed(reason, "ours");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> shipper.ship(ours))
          .isInstanceOf(SegmentFault.class)
          .hasMessageContaining("two disks have one instance id");
    }
    assertThat(ours.path()).hasBinaryContent(Batches.bytes("ours"));
    assertThat(read(Segments.MARKER_1)).isEqualTo(before);
    assertSound(1);
  }

  @Test
  void aMarkerThatCannotBeReadIsNeverBelieved() throws IOException {
    put(Segments.MARKER_1, "{\"version\":1");
    SealedSegment ours = sealed(SealReason.RECOVERY, "ours");

    assertThatThrownBy(() -> shipper.ship(ours)).isInstanceOf(IOException.class);
    assertThat(ours.path()).exists();
  }

  @Test
  void aMarkerWhoseObjectIsGoneIsNeverBelieved() throws IOException {
    shipper.ship(sealed(SealReason.SIZE, "a"));
    var other = new FaultyObjectStore(new MemoryObjectStore());
    other.putIfAbsent(
        Segments.MARKER_1, ObjectContent.of(read(Segments.MARKER_1), "application/json"));
    SealedSegment ours = sealed(SealReason.RECOVERY, "a");

    assertThatThrownBy(() -> shipper(other, 3).ship(ours)).isInstanceOf(IOException.class);
    assertThat(ours.path()).exists();
  }

  @Test
  void whatCameBackBehindTheCommittedBytesIsKeptAside() throws IOException {
    shipper.ship(sealed(SealReason.RECOVERY, "a"));
    SealedSegment longer = sealed(SealReason.RECOVERY, "a", "never acknowledged");
    byte[] raw = Files.readAllBytes(longer.path());
    SegmentShipper.Shipped shipped = shipper.ship(longer);

    assertThat(shipped.marker()).contains(marker());
    assertThat(shipped.findings())
        .containsExactly(
            new RecoveryFinding.Corruption(longer.path(), aside(longer), 1, raw.length - 18));
    assertThat(longer.path()).doesNotExist();
    assertThat(aside(longer)).hasBinaryContent(raw);
    assertSound(1);
  }

  @Test
  void aBeginningOfWhatIsCommittedIsDeleted() throws IOException {
    shipper.ship(sealed(SealReason.SIZE, "a", "b"));
    SealedSegment shorter = sealed(SealReason.RECOVERY, "a");
    shipper.ship(shorter);

    assertThat(shorter.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void bitRotIsSetAsideAndTheReadableFramesShipped() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b", "c", "d");
    byte[] rotten = rot(segment, 18 + 17, 3 * 18 + 17);
    SegmentShipper.Shipped shipped = shipper.ship(segment);

    assertThat(Batches.payloads(committed(Segments.OBJECT_1))).containsExactly("a", "c");
    assertThat(marker().frames()).isEqualTo(2);
    assertThat(marker().corruptFrames()).isEqualTo(2);
    assertThat(marker().sealedBy()).isEqualTo("recovery");
    assertThat(shipped.findings())
        .containsExactly(new RecoveryFinding.Corruption(segment.path(), aside(segment), 2, 36));
    assertThat(aside(segment)).hasBinaryContent(rotten);
    assertThat(segment.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void bitRotIsCountedTheSameWhenTheShipmentIsDoneAgain() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b", "c", "d");
    byte[] rotten = rot(segment, 18 + 17, 3 * 18 + 17);
    store.plan(Put.FAILS_BEFORE, Put.WORKS, Put.FAILS_BEFORE);
    assertThatThrownBy(() -> shipper.ship(segment)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> shipper.ship(segment)).isInstanceOf(IOException.class);
    shipper.ship(segment);

    assertThat(marker().frames()).isEqualTo(2);
    assertThat(marker().corruptFrames()).isEqualTo(2);
    assertThat(aside(segment)).hasBinaryContent(rotten);
    assertSound(1);
  }

  @Test
  void aTimeThatRottedIsFoundOutThoughNoChecksumCoversIt() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    rot(segment, 9 + 3);
    shipper.ship(segment);

    assertThat(marker().corruptFrames()).isEqualTo(1);
    assertThat(marker().frames()).isEqualTo(2);
    assertThat(aside(segment)).exists();
  }

  @Test
  void aSegmentWithoutAReadableFrameHasNoMarkerAndIsKeptAside() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    rot(segment, 17);
    SegmentShipper.Shipped shipped = shipper.ship(segment);

    assertThat(shipped.marker()).isEmpty();
    assertThat(shipped.findings()).hasSize(1);
    assertThat(store.created()).isEmpty();
    assertThat(aside(segment)).exists();
  }

  @Test
  void aFileThatIsTooShortIsSetAside() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    Files.write(segment.path(), Batches.bytes("a"));
    shipper.ship(segment);

    assertThat(marker().frames()).isEqualTo(1);
    assertThat(marker().corruptFrames()).isEqualTo(1);
  }

  @Test
  void aTailThatCouldNotBeCutOffIsNotShipped() throws IOException {
    SealedSegment segment = sealed(SealReason.RECOVERY, "acknowledged");
    Files.write(segment.path(), Batches.bytes("not"), StandardOpenOption.APPEND);
    shipper.ship(segment);

    assertThat(Batches.payloads(committed(Segments.OBJECT_1))).containsExactly("acknowledged");
    assertThat(marker().corruptFrames()).isZero();
    assertSound(1);
  }

  @Test
  void aFileThatIsGoneFails() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    Files.delete(segment.path());

    assertThatThrownBy(() -> shipper.ship(segment)).isInstanceOf(SegmentFault.class);
    assertThat(store.created()).isEmpty();
  }

  @Test
  void whatIsRenderedIsPutBeforeTheMarkerAndNamedInIt() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    shipper(rendering("parquet", "b")).ship(segment);

    assertThat(store.created())
        .containsExactly(PARQUET_1, "b", Segments.OBJECT_1, Segments.MARKER_1);
    assertThat(marker().artifacts())
        .extracting(CommitMarker.Artifact::kind)
        .containsExactly("segment", "parquet", "view");
    assertThat(marker().artifacts().get(1))
        .isEqualTo(new CommitMarker.Artifact("parquet", PARQUET_1, 7, sha256("parquet"), 2));
    assertThat(marker().artifacts().get(2))
        .isEqualTo(
            new CommitMarker.Artifact(
                "view", "b", 1, sha256("b"), 1, "b", 2, Collections.singletonMap("dt", null)));
    assertThat(marker().views())
        .containsExactly(new CommitMarker.ViewCounts("b", 2, 2L, 1, 1, 0, 0, null));
    assertThat(segment.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void objectsOfAViewThatFailedAreNotInTheMarker() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    shipper(rendering("parquet", "b", "too many")).ship(segment);

    assertThat(marker().artifacts())
        .extracting(CommitMarker.Artifact::kind)
        .containsExactly("segment", "parquet");
    assertThat(marker().views())
        .extracting(CommitMarker.ViewCounts::error)
        .containsExactly("too many");
    assertThat(verify().unnamed()).isOne();
    assertSound(1);
  }

  @Test
  void aStoreThatFailsWhileItIsRenderedIsNoMistakeOfTheRenderer() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    store.plan(Put.FAILS_BEFORE);

    assertThatThrownBy(() -> shipper(rendering("parquet", "b")).ship(segment))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void aDiskThatFailsWhileItIsRenderedIsNoFaultOfTheStore() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    ArtifactRenderer fullDisk =
        (_, _, _) -> {
          throw new IOException("planned: no space left");
        };

    assertThatThrownBy(() -> shipper(fullDisk).ship(segment))
        .isInstanceOf(SegmentFault.class)
        .isNotInstanceOf(CannotRender.class)
        .hasMessageContaining("no space left");
    assertThat(store.created()).isEmpty();
  }

  /// A read that the disk does not do: nobody reads a directory.
  @Test
  void aFileThatTheDiskDoesNotReadStaysAndIsShippedOnceItDoes() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    Path kept = segment.path().resolveSibling("kept");
    Files.move(segment.path(), kept);
    Files.createDirectory(segment.path());

    assertThatThrownBy(() -> shipper.ship(segment))
        .isInstanceOf(SegmentFault.class)
        .hasMessageContaining("cannot be read from the disk");
    assertThat(store.created()).isEmpty();
    Files.delete(segment.path());
    Files.move(kept, segment.path());
    shipper.ship(segment);
    assertSound(1);
  }

  @Test
  void aRendererSeesTheSegmentAsItIsShipped() throws IOException {
    var seen = new ArrayList<String>();
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b", "c");
    rot(segment, 18 + 17);
    shipper(
            (shipped, raw, _) -> {
              seen.add(shipped.id() + " " + shipped.frames() + " " + Batches.payloads(raw));
              return List.of();
            })
        .ship(segment);

    assertThat(seen).containsExactly("acme/plant/0/00000001/seg-00000001 2 [a, c]");
  }

  @ParameterizedTest(name = "put {0} is {1}")
  @CsvSource({
    "0, FAILS_BEFORE",
    "0, FAILS_AFTER",
    "1, FAILS_BEFORE",
    "1, FAILS_AFTER",
    "2, FAILS_BEFORE",
    "2, FAILS_AFTER",
    "3, FAILS_BEFORE",
    "3, FAILS_AFTER"
  })
  void whereverAShipmentBreaksOffNothingIsPutTwice(int put, Put fault) throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    SegmentShipper rendering = shipper(rendering("parquet", "b"));
    for (int i = 0; i < put; i++) {
      store.plan(Put.WORKS);
    }
    store.plan(fault);
    assertThatThrownBy(() -> rendering.ship(segment)).isInstanceOf(IOException.class);
    assertThat(segment.path()).exists();
    rendering.ship(segment);

    assertThat(store.created())
        .containsExactly(PARQUET_1, "b", Segments.OBJECT_1, Segments.MARKER_1);
    assertThat(verify().unnamed()).isZero();
    assertThat(segment.path()).doesNotExist();
    assertSound(1);
  }

  @Test
  void whatIsRenderedOtherwiseTheSecondTimeGoesUnderTheNextKey() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a", "b");
    store.plan(Put.WORKS, Put.WORKS, Put.WORKS, Put.FAILS_BEFORE);
    assertThatThrownBy(() -> shipper(rendering("parquet", "b")).ship(segment))
        .isInstanceOf(IOException.class);
    shipper(rendering("parquet of a later version", "b")).ship(segment);

    assertThat(marker().artifacts())
        .extracting(CommitMarker.Artifact::key)
        .containsExactly(Segments.OBJECT_1, PARQUET_1.replace(".parquet", "-2.parquet"), "b");
    assertThat(new String(read(PARQUET_1), UTF_8)).isEqualTo("parquet");
    assertThat(verify().unnamed()).isOne();
    assertSound(1);
  }

  @Test
  void whatCannotBeRenderedIsSaidAndNothingIsPut() throws IOException {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    for (Throwable mistake :
        List.of(new IllegalStateException("a bug"), new NoClassDefFoundError("a jar"))) {
      SegmentShipper failing =
          shipper((_, _, _) -> {
            if (mistake instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) mistake;
          });
      assertThatThrownBy(() -> failing.ship(segment))
          .isInstanceOf(CannotRender.class)
          .hasCause(mistake)
          .hasMessageContaining("acme/plant/0/00000001/seg-00000001")
          .hasMessageContaining(mistake.getMessage());
    }
    assertThat(store.created()).isEmpty();
    assertThat(segment.path()).exists();

    shipper(rendering("parquet", "b")).ship(segment);
    assertSound(1);
  }

  @Test
  void aRecoveredSegmentThatIsCommittedIsNotRenderedAgain() throws IOException {
    shipper.ship(sealed(SealReason.SIZE, "a"));
    SealedSegment again = sealed(SealReason.RECOVERY, "a");
    shipper(
            (_, _, _) -> {
              throw new IllegalStateException("rendered");
            })
        .ship(again);

    assertThat(again.path()).doesNotExist();
    assertThat(store.created()).containsExactly(Segments.OBJECT_1, Segments.MARKER_1);
  }

  @Test
  void aSegmentIsRenderedOnAThreadOfTheRenderers() throws Exception {
    SealedSegment segment = sealed(SealReason.SIZE, "a");
    var threads = new ArrayList<Thread>();
    try (ExecutorService renderers = Executors.newSingleThreadExecutor()) {
      shipper(
              (_, _, _) -> {
                threads.add(Thread.currentThread());
                return List.of();
              },
              renderers)
          .ship(segment);

      assertThat(threads).containsExactly(renderers.submit(Thread::currentThread).get());
    }
  }

  private SealedSegment sealed(SealReason reason, String... payloads) throws IOException {
    return Segments.sealed(root, 1, reason, payloads);
  }

  private SegmentShipper shipper(int zstdLevel) {
    return shipper(store, zstdLevel);
  }

  private SegmentShipper shipper(ArtifactRenderer renderer) {
    return shipper(renderer, Runnable::run);
  }

  private SegmentShipper shipper(ArtifactRenderer renderer, Executor renderers) {
    return new SegmentShipper(
        _ -> store,
        new ObjectKeys("local"),
        new SegmentRecovery(new LocalDisk(), "disk-1", clock),
        clock,
        3,
        renderer,
        renderers);
  }

  /// Renders these texts, whatever the segment.
  private static ArtifactRenderer rendering(String parquet, String view) {
    return rendering(parquet, view, null);
  }

  private static ArtifactRenderer rendering(String parquet, String view, @Nullable String error) {
    return (segment, _, artifacts) -> {
      artifacts.put(
          new ArtifactRenderer.Rendered(
              "parquet",
              PARQUET_1,
              ObjectContent.of(parquet.getBytes(UTF_8), "text/plain"),
              segment.frames()));
      artifacts.put(
          new ArtifactRenderer.Rendered(
              "view",
              view,
              ObjectContent.of(view.getBytes(UTF_8), "text/plain"),
              1,
              new ArtifactRenderer.OfView("b", 2, Collections.singletonMap("dt", null))));
      return List.of(
          new CommitMarker.ViewCounts("b", 2, (long) segment.frames(), 1, 1, 0, 0, error));
    };
  }

  private static String sha256(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return Sha256.hex(bytes, bytes.length);
  }

  private SegmentShipper shipper(FaultyObjectStore into, int zstdLevel) {
    return new SegmentShipper(
        into,
        new ObjectKeys("local"),
        new SegmentRecovery(new LocalDisk(), "disk-1", clock),
        clock,
        zstdLevel);
  }

  private static byte[] rot(SealedSegment segment, int... offsets) throws IOException {
    byte[] bytes = Files.readAllBytes(segment.path());
    for (int offset : offsets) {
      bytes[offset] ^= 1;
    }
    Files.write(segment.path(), bytes);
    return bytes;
  }

  private static Path aside(SealedSegment segment) {
    return segment.path().resolveSibling(segment.path().getFileName() + ".corrupt");
  }

  private void put(String key, String text) throws IOException {
    store.putIfAbsent(key, ObjectContent.of(text.getBytes(UTF_8), "text/plain"));
  }

  private byte[] read(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return in.readAllBytes();
    }
  }

  private byte[] committed(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return SegmentCodec.decompress(in);
    }
  }

  private CommitMarker marker() throws IOException {
    try (InputStream in = store.open(Segments.MARKER_1)) {
      return CommitMarker.read(in);
    }
  }

  private CommitVerifier.Report verify() throws IOException {
    return new CommitVerifier(store).verify("", (_, _) -> {});
  }

  private void assertSound(int markers) throws IOException {
    CommitVerifier.Report report = verify();

    assertThat(report.faults()).isEqualTo(List.of());
    assertThat(report.markers()).isEqualTo(markers);
  }
}
