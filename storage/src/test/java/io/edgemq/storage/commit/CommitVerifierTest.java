package io.edgemq.storage.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.ManualClock;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SegmentRecovery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitVerifierTest {
  private static final String MARKER_2 = Segments.KEYS + "commits/seg-00000002.json";

  private static final String PARQUET = "acme/plant/parquet/dt=2023-11-14/seg-1.parquet";

  private static final String RENDER = "renders/v/v2/local-disk-1-00000001-seg-00000001.json";
  private static final String VIEW = "views/v/v2/local-disk-1-00000001-seg-00000001.parquet";

  @TempDir private Path root;

  /// Two committed segments of 3 and 1 frames; tests change the first.
  private final Map<String, byte[]> objects = new TreeMap<>();

  @BeforeEach
  void commitTwoSegments() throws IOException {
    var clock = new ManualClock();
    var store = new MemoryObjectStore();
    var shipper =
        new SegmentShipper(
            store,
            new ObjectKeys("local"),
            new SegmentRecovery(new LocalDisk(), "disk-1", clock),
            clock,
            3);
    shipper.ship(Segments.sealed(root, 1, SealReason.SIZE, "a", "b", "c"));
    shipper.ship(Segments.sealed(root, 2, SealReason.AGE, "d"));
    for (String key : store.list("")) {
      try (InputStream in = store.open(key)) {
        objects.put(key, in.readAllBytes());
      }
    }
  }

  @Test
  void aSoundStoreHasNoFaults() throws IOException {
    var payloads = new ArrayList<String>();
    var steps = new ArrayList<String>();
    CommitVerifier.Report report =
        new CommitVerifier(store())
            .verify(
                "",
                new CommitVerifier.Progress() {
                  @Override
                  public void checked(int done, int of) {
                    steps.add(done + " of " + of);
                  }

                  @Override
                  public void segment(CommitMarker marker, byte[] raw) {
                    payloads.addAll(Batches.payloads(raw));
                  }
                });

    long storedBytes =
        objects.entrySet().stream()
            .filter(it -> !ObjectKeys.isMarker(it.getKey()))
            .mapToLong(it -> it.getValue().length)
            .sum();
    assertThat(report)
        .isEqualTo(
            new CommitVerifier.Report(2, 0, 2, 4, 4 * 18, storedBytes, 0, 0, List.of(), List.of()));
    assertThat(payloads).containsExactly("a", "b", "c", "d");
    assertThat(steps).containsExactly("1 of 2", "2 of 2");
  }

  @Test
  void anEmptyStoreHasNoFaults() throws IOException {
    assertThat(new CommitVerifier(new MemoryObjectStore()).verify("", (_, _) -> {}))
        .isEqualTo(new CommitVerifier.Report(0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of()));
  }

  @Test
  void numbersWithoutAMarkerAreToldAndAreNoFaults() throws IOException {
    var markers = new ArrayList<String>();
    for (int number : new int[] {1, 2, 5, 6, 8}) {
      markers.add("acme/plant/local/node-a/00000001/commits/seg-%08d.json".formatted(number));
    }
    markers.add("acme/plant/local/node-a/2-00000001/commits/seg-00000002.json");

    assertThat(MissingSegments.among(markers))
        .containsExactly(
            new MissingSegments("acme/plant/local/node-a/00000001", 3, 4),
            new MissingSegments("acme/plant/local/node-a/00000001", 7, 7),
            new MissingSegments("acme/plant/local/node-a/2-00000001", 1, 1))
        .extracting(Object::toString)
        .contains("acme/plant/local/node-a/00000001: segments 3 to 4");

    objects.keySet().removeIf(Segments.MARKER_1::equals);
    CommitVerifier.Report report = new CommitVerifier(store()).verify("", (_, _) -> {});
    assertThat(report.missing()).singleElement().extracting(MissingSegments::count).isEqualTo(1);
    assertThat(report.faults()).isEmpty();
  }

  @Test
  void onlyWhatIsBelowThePrefixIsChecked() throws IOException {
    objects.put("other/" + Segments.MARKER_1, new byte[0]);

    assertThat(new CommitVerifier(store()).verify("acme/plant/", (_, _) -> {}).faults()).isEmpty();
    assertThat(new CommitVerifier(store()).verify("other/", (_, _) -> {}).faults()).hasSize(1);
  }

  @Test
  void anObjectThatNoMarkerNamesIsCounted() throws IOException {
    objects.put(Segments.KEYS + "segments/seg-00000009.wal.zst", new byte[1]);

    assertThat(verify().unnamed()).isEqualTo(1);
    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void aControlDocumentIsNoObjectThatAMarkerShouldName() throws IOException {
    objects.put("control/keys/acme/device.json", new byte[1]);
    objects.put("_drafts/acme/numbers/00000001.json", new byte[1]);
    objects.put("audit/dt=2026-11-23/20261123T000000.000Z-a.json", new byte[1]);

    assertThat(verify().unnamed()).isZero();
  }

  @Test
  void aMissingObjectIsFound() throws IOException {
    objects.remove(Segments.OBJECT_1);

    assertFault(Segments.OBJECT_1, "is named by a marker and not there");
  }

  @Test
  void aChangedByteIsFoundWhereverItIs() throws IOException {
    byte[] sound = object(Segments.OBJECT_1);
    for (int at = 0; at < sound.length; at++) {
      byte[] changed = sound.clone();
      changed[at] ^= 1;
      objects.put(Segments.OBJECT_1, changed);
      assertFault(Segments.OBJECT_1, "SHA-256");
    }
  }

  @Test
  void anObjectThatIsTooShortOrTooLongIsFound() throws IOException {
    byte[] sound = object(Segments.OBJECT_1);
    objects.put(Segments.OBJECT_1, Arrays.copyOf(sound, sound.length - 1));
    assertFault(Segments.OBJECT_1, "SHA-256");
    objects.put(Segments.OBJECT_1, Arrays.copyOf(sound, sound.length + 1));
    assertFault(Segments.OBJECT_1, "SHA-256");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"frames\":3', '\"frames\":4', 'frames: 3, its marker says 4'",
    "'\"rows\":3', '\"rows\":2', 'rows: 3, its marker says 2'",
    "'\"rawBytes\":54', '\"rawBytes\":55', 'raw bytes: 54, its marker says 55'",
    "1700000000000, 1700000000001, first timestamp",
    "1700000000002, 1700000000003, last timestamp"
  })
  void aWrongCountIsFound(String right, String wrong, String what) throws IOException {
    editMarker(right, wrong);

    assertFault(Segments.OBJECT_1, what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "no JSON", "{\"version\":2}", "{\"version\":1}"})
  void aMarkerThatCannotBeReadIsFound(String json) throws IOException {
    objects.put(Segments.MARKER_1, json.getBytes(UTF_8));

    assertFault(Segments.MARKER_1, "is no readable marker");
  }

  @Test
  void aMarkerOfALaterVersionIsFound() throws IOException {
    editMarker("\"version\":1", "\"version\":2");

    assertFault(Segments.MARKER_1, "marker version 2");
  }

  @Test
  void aMarkerThatNamesNothingIsFound() throws IOException {
    String json = new String(object(Segments.MARKER_1), UTF_8);
    objects.put(
        Segments.MARKER_1,
        json.replaceFirst("\"artifacts\":\\[.*?]", "\"artifacts\":[]").getBytes(UTF_8));

    assertFault(Segments.MARKER_1, "names no object");
  }

  @Test
  void anObjectThatWasNeverWholeIsFound() throws IOException {
    byte[] sound = object(Segments.OBJECT_1);
    replaceObject(Arrays.copyOf(sound, sound.length - 2));

    assertFault(Segments.OBJECT_1, "does not decompress");
  }

  @Test
  void anObjectThatIsNoZstdStreamIsFound() throws IOException {
    replaceObject(Batches.bytes("a", "b", "c"));

    assertFault(Segments.OBJECT_1, "does not decompress");
  }

  @Test
  void anObjectWithBytesThatAreNoFrameIsFound() throws IOException {
    byte[] raw = Batches.bytes("a", "b", "c");
    raw[18 + 17] ^= 1;
    replaceObject(Zstd.compress(raw));

    assertThat(verify().faults())
        .extracting(CommitVerifier.Fault::what)
        .contains("holds no frame at offset 18: CHECKSUM", "frames: 2, its marker says 3");
  }

  @Test
  void anEmptyObjectIsFound() throws IOException {
    replaceObject(new byte[0]);

    assertThat(verify().faults()).isNotEmpty();
    assertThat(verify().frames()).isEqualTo(1);
  }

  @Test
  void rawParquetHasOneRowForEachFrame() throws IOException {
    addParquet(3);
    assertThat(verify().faults()).isEmpty();
    assertThat(verify().unnamed()).isZero();
    assertThat(verify().objects()).isEqualTo(3);

    editMarker("\"rows\":3}]", "\"rows\":2}]");
    assertThat(verify().faults())
        .containsExactly(
            new CommitVerifier.Fault(PARQUET, "rows by the marker: 2, its marker says 3"));
  }

  @Test
  void rawParquetIsAskedForItsRows() throws IOException {
    addParquet(3);

    assertThat(verify((_, file) -> file.length).faults())
        .containsExactly(new CommitVerifier.Fault(PARQUET, "rows: 4, its marker says 3"));
    assertThat(
            verify(
                    (_, _) -> {
                      throw new IOException("no footer");
                    })
                .faults())
        .containsExactly(new CommitVerifier.Fault(PARQUET, "is not readable: no footer"));
  }

  @Test
  void rawParquetThatIsMissingOrChangedIsFound() throws IOException {
    addParquet(3);
    objects.put(PARQUET, new byte[] {1, 2, 3, 5});
    assertFault(PARQUET, "SHA-256");
    objects.remove(PARQUET);
    assertFault(PARQUET, "is named by a marker and not there");
  }

  @Test
  void aViewThatDoesNotConserveItsRowsIsFound() throws IOException {
    editMarker(
        "\"views\":[]",
        """
        "views":[{"name":"v","version":1,"rowsIn":3,"rowsOut":0,"filtered":2,"deadLettered":0}]\
        """);
    assertFault(Segments.MARKER_1, "rows in of view v v1: 2, its marker says 3");
    editMarker("\"filtered\":2", "\"filtered\":3");

    assertThat(verify().faults()).isEmpty();
  }

  @Test
  void theRowsOfAViewAreInItsObjects() throws IOException {
    addView("views/v/v1/a", "view", 1);
    addView("dlq/v/v1/b", "dlq", 1);
    addView("views/v/v1/c", "view", 1);
    String counts =
        """
        "views":[{"name":"v","version":1,"rowsIn":3,"rowsOut":%d,"filtered":0,"deadLettered":%d}]\
        """;
    editMarker("\"views\":[]", counts.formatted(2, 1));
    assertThat(verify().faults()).isEmpty();

    editMarker(counts.formatted(2, 1), counts.formatted(1, 2));
    assertThat(verify().faults())
        .containsExactly(
            new CommitVerifier.Fault(Segments.MARKER_1, "rows of view v v1: 2, its marker says 1"),
            new CommitVerifier.Fault(
                Segments.MARKER_1, "dead letters of view v v1: 1, its marker says 2"));
    assertThat(
            verify((artifact, _) -> artifact.kind().equals("dlq") ? 7 : artifact.rows()).faults())
        .contains(new CommitVerifier.Fault("dlq/v/v1/b", "rows: 7, its marker says 1"));
  }

  @Test
  void aViewThatFailedHasNoObjects() throws IOException {
    editMarker(
        "\"views\":[]",
        """
        "views":[{"name":"v","version":1,"rowsIn":3,"rowsOut":0,"filtered":0,"deadLettered":3,\
        "error":"a limit"}]\
        """);
    assertThat(verify().faults()).isEmpty();
    addView("dlq/v/v1/b", "dlq", 3);
    assertFault(Segments.MARKER_1, "dead letters of view v v1: 3, its marker says 0");
  }

  @Test
  void anObjectOfAViewThatIsNotCountedIsFound() throws IOException {
    addView("views/w/v1/a", "view", 1);
    assertFault("views/w/v1/a", "is of a view that its marker does not count");
  }

  @Test
  void whatWasRenderedLaterIsHeldAgainstItsMarker() throws IOException {
    objects.put(RENDER, renderMarker(4).toJson());
    assertThat(verify().faults()).isEmpty();
    assertThat(verify().renderMarkers()).isOne();
    assertThat(verify().unnamed()).isZero();
    assertThat(verify().objects()).isEqualTo(3);

    assertThat(verify((artifact, _) -> artifact.kind().equals("view") ? 5 : 3).faults())
        .containsExactly(new CommitVerifier.Fault(VIEW, "rows: 5, its marker says 4"));
    objects.put(RENDER, renderMarker(3).toJson());
    assertThat(verify().faults())
        .containsExactly(
            new CommitVerifier.Fault(RENDER, "rows of view v v2: 4, its marker says 3"));
    objects.put(RENDER, "{}".getBytes(UTF_8));
    assertThat(verify().faults())
        .singleElement()
        .matches(it -> it.key().equals(RENDER) && it.what().contains("is no readable marker"));
  }

  @Test
  void aViewHasASegmentOnlyOnceUnlessItFailedThere() throws IOException {
    String commit =
        """
        "views":[{"name":"v","version":2,"rowsIn":3,"rowsOut":0,"filtered":0,"deadLettered":3,\
        "error":"a limit"}]\
        """;
    editMarker("\"views\":[]", commit);
    objects.put(RENDER, renderMarker(4).toJson());
    assertThat(verify().faults()).isEmpty();

    editMarker(
        commit,
        """
        "views":[{"name":"v","version":2,"rowsIn":3,"rowsOut":0,"filtered":3,"deadLettered":0}]\
        """);
    assertThat(verify().faults())
        .singleElement()
        .matches(it -> it.key().equals(RENDER))
        .matches(it -> it.what().contains("view v v2 has this segment already, by another"));
  }

  @Test
  void aMarkerThatNamesWhatIsNoKeyIsFound(@TempDir Path folder) throws IOException {
    editMarker(Segments.OBJECT_1, "../../etc/passwd");
    var store = new FolderObjectStore(folder);
    for (Map.Entry<String, byte[]> it : objects.entrySet()) {
      store.putIfAbsent(it.getKey(), ObjectContent.of(it.getValue(), "text/plain"));
    }

    assertThat(new CommitVerifier(store).verify("", (_, _) -> {}).faults())
        .containsExactly(
            new CommitVerifier.Fault(
                "../../etc/passwd", "is named by a marker and is no object key"));
  }

  @Test
  void oneFaultDoesNotHideAnother() throws IOException {
    objects.remove(Segments.OBJECT_1);
    objects.put(MARKER_2, new byte[0]);
    CommitVerifier.Report report = verify();

    assertThat(report.faults()).hasSize(2);
    assertThat(report.markers()).isEqualTo(2);
    assertThat(report.frames()).isZero();
  }

  @Test
  void aStoreThatCannotBeReadFails() {
    var broken =
        new ObjectStore() {
          @Override
          public PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
            throw new IOException("away");
          }

          @Override
          public InputStream open(String key) throws IOException {
            throw new IOException("away");
          }

          @Override
          public List<String> list(String prefix) throws IOException {
            throw new IOException("away");
          }
        };

    assertThatThrownBy(() -> new CommitVerifier(broken).verify("", (_, _) -> {}))
        .isInstanceOf(IOException.class);
  }

  /// Adds four bytes that stand for the first segment as Parquet.
  private void addParquet(int rows) {
    byte[] file = {1, 2, 3, 4};
    objects.put(PARQUET, file);
    editMarker(
        "\"rows\":3}]",
        """
        "rows":3},{"kind":"parquet","key":"%s","bytes":4,"sha256":"%s","rows":%d}]\
        """
            .formatted(PARQUET, Sha256.hex(file, file.length), rows));
  }

  /// Adds four bytes that stand for what version 1 of a view made of the first segment.
  private void addView(String key, String kind, int rows) {
    byte[] file = {1, 2, 3, 4};
    objects.put(key, file);
    editMarker(
        "}],\"views\"",
        """
        },{"kind":"%s","key":"%s","bytes":4,"sha256":"%s","rows":%d,"view":"%s","viewVersion":1}],\
        "views"\
        """
            .formatted(
                kind, key, Sha256.hex(file, file.length), rows, key.contains("/w/") ? "w" : "v"));
  }

  /// Of version 2 of a view, with an object of four rows.
  private RenderMarker renderMarker(long rowsOut) {
    byte[] file = {1, 2, 3, 4};
    objects.put(VIEW, file);
    return new RenderMarker(
        1,
        "acme",
        "plant",
        "local",
        "disk-1",
        null,
        1,
        1,
        "",
        RenderMarker.SOURCE_SEGMENT,
        "2026-11-23T10:00:00Z",
        List.of(
            new CommitMarker.Artifact(
                "view", VIEW, 4, Sha256.hex(file, file.length), 4, "v", 2, Map.of())),
        List.of(new CommitMarker.ViewCounts("v", 2, 1L, rowsOut, rowsOut, 0, 0, null)));
  }

  private byte[] object(String key) {
    return Objects.requireNonNull(objects.get(key));
  }

  private void editMarker(String from, String to) {
    String json = new String(object(Segments.MARKER_1), UTF_8);
    assertThat(json).contains(from);
    objects.put(Segments.MARKER_1, json.replace(from, to).getBytes(UTF_8));
  }

  /// Puts other bytes into the first segment's object and has its marker tell their checksum.
  private void replaceObject(byte[] bytes) {
    byte[] before = object(Segments.OBJECT_1);
    editMarker(Sha256.hex(before, before.length), Sha256.hex(bytes, bytes.length));
    editMarker("\"bytes\":" + before.length, "\"bytes\":" + bytes.length);
    objects.put(Segments.OBJECT_1, bytes);
  }

  private ObjectStore store() {
    var store = new MemoryObjectStore();
    objects.forEach((key, bytes) -> store.putIfAbsent(key, ObjectContent.of(bytes, "text/plain")));
    return store;
  }

  private CommitVerifier.Report verify() throws IOException {
    return new CommitVerifier(store()).verify("", (_, _) -> {});
  }

  private CommitVerifier.Report verify(CommitVerifier.RowCount rows) throws IOException {
    return new CommitVerifier(store(), rows).verify("", (_, _) -> {});
  }

  private void assertFault(String key, String what) throws IOException {
    CommitVerifier.Report report = verify();

    assertThat(report.faults()).hasSize(1);
    assertThat(report.faults().getFirst().key()).isEqualTo(key);
    assertThat(report.faults().getFirst().what()).contains(what);
    assertThat(report.frames()).as("the other segment holds").isEqualTo(1);
  }
}
