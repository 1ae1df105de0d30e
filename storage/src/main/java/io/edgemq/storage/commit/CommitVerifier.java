package io.edgemq.storage.commit;

import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SegmentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks what was committed: reads every marker below a prefix, of commits and of later
/// renderings, and holds each object that it names against what it says. Blocks on the store.
public final class CommitVerifier {
  private static final int ARTIFACT_BYTES_MAX = Integer.MAX_VALUE - 16;

  private static final Set<String> KINDS_WITH_ROWS =
      Set.of(CommitMarker.KIND_PARQUET, CommitMarker.KIND_VIEW, CommitMarker.KIND_DEAD_LETTERS);

  private final ObjectStore store;
  private final RowCount rowCount;

  /// Says how many rows are in a file that was rendered. Here nothing is known of their formats.
  @FunctionalInterface
  public interface RowCount {
    /// Counts them.
    ///
    /// @param artifact what the marker says of the file
    /// @throws IOException if it is not of the format that its key says
    long count(CommitMarker.Artifact artifact, byte[] file) throws IOException;
  }

  /// Something that does not hold.
  ///
  /// @param key the object that it is about
  /// @param what in words
  public record Fault(String key, String what) {}

  /// What a check found.
  ///
  /// @param markers read, of commits
  /// @param renderMarkers read, of segments that a view was made of later
  /// @param objects that they name and that were checked
  /// @param frames by the markers that hold
  /// @param rawBytes of their segments
  /// @param storedBytes of their artifacts
  /// @param corruptFrames that the markers admit
  /// @param unnamed objects that no marker names: of a segment that is being shipped or was shipped
  ///   twice
  /// @param missing numbers without a marker: of segments that are not shipped yet, or never were
  /// @param faults what does not hold; empty: everything does
  public record Report(
      int markers,
      int renderMarkers,
      int objects,
      long frames,
      long rawBytes,
      long storedBytes,
      long corruptFrames,
      int unnamed,
      List<MissingSegments> missing,
      List<Fault> faults) {
    public Report {
      missing = List.copyOf(missing);
      faults = List.copyOf(faults);
    }
  }

  /// Hears of the check as it goes on.
  public interface Progress {
    /// So many of so many markers are done.
    void checked(int done, int of);

    /// The raw bytes of a segment that holds, with its marker.
    default void segment(CommitMarker marker, byte[] raw) {}
  }

  /// A verifier that takes the marker's word for how many rows are in a file.
  public CommitVerifier(ObjectStore store) {
    this(store, (artifact, _) -> artifact.rows());
  }

  /// @param rowCount reads the number of rows out of a file
  public CommitVerifier(ObjectStore store, RowCount rowCount) {
    this.store = store;
    this.rowCount = rowCount;
  }

  /// Checks all below a prefix; empty: everything.
  ///
  /// @throws IOException if the store cannot be read at all; what is wrong with its objects is in
  ///   the report
  public Report verify(String prefix, Progress progress) throws IOException {
    List<String> keys = store.list(prefix);
    List<String> markerKeys = keys.stream().filter(ObjectKeys::isMarker).toList();
    List<String> renderMarkerKeys = keys.stream().filter(ObjectKeys::isRenderMarker).toList();
    int all = markerKeys.size() + renderMarkerKeys.size();
    var tally = new Tally(progress);
    for (String key : markerKeys) {
      tally.add(key);
      progress.checked(tally.markers, all);
    }
    for (String key : renderMarkerKeys) {
      tally.addRender(key);
      progress.checked(tally.markers + tally.renderMarkers, all);
    }
    long unnamed =
        keys.stream()
            .filter(it -> !ObjectKeys.isMarker(it) && !ObjectKeys.isRenderMarker(it))
            .filter(it -> !ObjectKeys.isControl(it))
            .filter(it -> !tally.named.contains(it))
            .count();
    return tally.report((int) unnamed, MissingSegments.among(markerKeys));
  }

  /// A version of a view, and a segment that it was made of.
  private record ViewOfSegment(String region, SegmentId segment, String view, int version) {
    static ViewOfSegment of(CommitMarker marker, CommitMarker.ViewCounts view) {
      return new ViewOfSegment(marker.region(), marker.id(), view.name(), view.version());
    }

    static ViewOfSegment of(RenderMarker marker, CommitMarker.ViewCounts view) {
      return new ViewOfSegment(marker.region(), marker.id(), view.name(), view.version());
    }
  }

  private final class Tally {
    private final Progress progress;
    private final Set<String> named = new HashSet<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Set<ViewOfSegment> rendered = new HashSet<>();
    private int markers;
    private int renderMarkers;
    private long frames;
    private long rawBytes;
    private long storedBytes;
    private long corruptFrames;

    Tally(Progress progress) {
      this.progress = progress;
    }

    void add(String key) throws IOException {
      markers++;
      Optional<CommitMarker> read = read(key, CommitMarker::read);
      if (read.isEmpty()) {
        return;
      }
      CommitMarker marker = read.get();
      int faultsBefore = faults.size();
      if (marker.artifacts().isEmpty()) {
        faults.add(new Fault(key, "names no object"));
      }
      byte[] raw = checkArtifacts(marker);
      checkViews(key, marker.views(), marker.artifacts());
      for (CommitMarker.ViewCounts view : marker.views()) {
        Long framesIn = view.framesIn();
        expect(
            key,
            "frames in of view %s v%d".formatted(view.name(), view.version()),
            framesIn == null ? view.rowsIn() : framesIn,
            marker.frames());
        if (view.error() == null) {
          rendered.add(ViewOfSegment.of(marker, view));
        }
      }
      if (raw != null && faults.size() == faultsBefore) {
        frames += marker.frames();
        rawBytes += marker.rawBytes();
        corruptFrames += marker.corruptFrames();
        progress.segment(marker, raw);
      }
    }

    void addRender(String key) throws IOException {
      renderMarkers++;
      Optional<RenderMarker> read = read(key, RenderMarker::read);
      if (read.isEmpty()) {
        return;
      }
      RenderMarker marker = read.get();
      for (CommitMarker.Artifact artifact : marker.artifacts()) {
        Optional<byte[]> bytes = checkedBytes(artifact);
        if (bytes.isPresent()) {
          checkRows(artifact, bytes.get());
        }
      }
      checkViews(key, marker.views(), marker.artifacts());
      for (CommitMarker.ViewCounts view : marker.views()) {
        if (view.error() == null && !rendered.add(ViewOfSegment.of(marker, view))) {
          faults.add(
              new Fault(
                  key,
                  "view %s v%d has this segment already, by another marker: readers of both markers"
                          .formatted(view.name(), view.version())
                      + " see its rows twice"));
        }
      }
    }

    private interface Reader<T> {
      T read(InputStream in) throws IOException;
    }

    private <T> Optional<T> read(String key, Reader<T> reader) throws IOException {
      try (InputStream in = store.open(key)) {
        return Optional.of(reader.read(in));
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        faults.add(new Fault(key, "is no readable marker: " + e.getMessage()));
        return Optional.empty();
      }
    }

    /// The raw segment, if it is sound.
    private byte @Nullable [] checkArtifacts(CommitMarker marker) throws IOException {
      byte[] raw = null;
      for (CommitMarker.Artifact artifact : marker.artifacts()) {
        Optional<byte[]> bytes = checkedBytes(artifact);
        if (bytes.isPresent()) {
          switch (artifact.kind()) {
            case CommitMarker.KIND_SEGMENT -> raw = checkSegment(artifact, marker, bytes.get());
            case CommitMarker.KIND_PARQUET -> {
              expect(artifact.key(), "rows by the marker", artifact.rows(), marker.frames());
              checkRows(artifact, bytes.get());
            }
            default -> checkRows(artifact, bytes.get());
          }
        }
      }
      return raw;
    }

    private void checkRows(CommitMarker.Artifact artifact, byte[] bytes) {
      if (!KINDS_WITH_ROWS.contains(artifact.kind())) {
        return; // of a later version
      }
      try {
        expect(artifact.key(), "rows", rowCount.count(artifact, bytes), artifact.rows());
      } catch (IOException e) {
        faults.add(new Fault(artifact.key(), "is not readable: " + e.getMessage()));
      }
    }

    private Optional<byte[]> checkedBytes(CommitMarker.Artifact artifact) throws IOException {
      named.add(artifact.key());
      byte[] bytes;
      try (InputStream in = store.open(artifact.key())) {
        bytes = in.readNBytes(ARTIFACT_BYTES_MAX);
      } catch (NoSuchFileException e) {
        faults.add(new Fault(artifact.key(), "is named by a marker and not there"));
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        faults.add(new Fault(artifact.key(), "is named by a marker and is no object key"));
        return Optional.empty();
      }
      String sha256 = Sha256.hex(bytes, bytes.length);
      if (bytes.length != artifact.bytes() || !sha256.equals(artifact.sha256())) {
        faults.add(
            new Fault(
                artifact.key(),
                "has %d bytes with SHA-256 %s, its marker says %d and %s"
                    .formatted(bytes.length, sha256, artifact.bytes(), artifact.sha256())));
        return Optional.empty();
      }
      storedBytes += bytes.length;
      return Optional.of(bytes);
    }

    private byte @Nullable [] checkSegment(
        CommitMarker.Artifact artifact, CommitMarker marker, byte[] compressed) {
      byte[] raw;
      try {
        raw = SegmentCodec.decompress(new ByteArrayInputStream(compressed));
      } catch (IOException e) {
        faults.add(new Fault(artifact.key(), "does not decompress: " + e.getMessage()));
        return null;
      }
      SegmentScan scan = SegmentScan.of(raw, raw.length);
      if (!scan.isSound()) {
        SegmentScan.Gap gap = scan.gaps().getFirst();
        faults.add(
            new Fault(
                artifact.key(), "holds no frame at offset " + gap.from() + ": " + gap.stop()));
      }
      expect(artifact.key(), "frames", scan.frames(), marker.frames());
      expect(artifact.key(), "rows", scan.frames(), artifact.rows());
      expect(artifact.key(), "raw bytes", raw.length, marker.rawBytes());
      expect(artifact.key(), "first timestamp", scan.firstTimestampMs(), marker.firstTimestampMs());
      expect(artifact.key(), "last timestamp", scan.lastTimestampMs(), marker.lastTimestampMs());
      return raw;
    }

    /// What went in has come out, and is in the objects.
    private void checkViews(
        String markerKey,
        List<CommitMarker.ViewCounts> views,
        List<CommitMarker.Artifact> artifacts) {
      for (CommitMarker.ViewCounts view : views) {
        String name = "%s v%d".formatted(view.name(), view.version());
        expect(
            markerKey,
            "rows in of view " + name,
            view.rowsOut() + view.filtered() + view.deadLettered(),
            view.rowsIn());
        boolean isFailed = view.error() != null;
        expect(
            markerKey,
            "rows of view " + name,
            rows(view, artifacts, CommitMarker.KIND_VIEW),
            isFailed ? 0 : view.rowsOut());
        expect(
            markerKey,
            "dead letters of view " + name,
            rows(view, artifacts, CommitMarker.KIND_DEAD_LETTERS),
            isFailed ? 0 : view.deadLettered());
      }
      for (CommitMarker.Artifact artifact : artifacts) {
        if (artifact.view() != null && views.stream().noneMatch(it -> it.isOf(artifact))) {
          faults.add(new Fault(artifact.key(), "is of a view that its marker does not count"));
        }
      }
    }

    private static long rows(
        CommitMarker.ViewCounts view, List<CommitMarker.Artifact> artifacts, String kind) {
      return artifacts.stream()
          .filter(it -> it.kind().equals(kind) && view.isOf(it))
          .mapToLong(CommitMarker.Artifact::rows)
          .sum();
    }

    private void expect(String key, String what, long found, long stated) {
      if (found != stated) {
        faults.add(new Fault(key, "%s: %d, its marker says %d".formatted(what, found, stated)));
      }
    }

    Report report(int unnamed, List<MissingSegments> missing) {
      return new Report(
          markers,
          renderMarkers,
          named.size(),
          frames,
          rawBytes,
          storedBytes,
          corruptFrames,
          unnamed,
          missing,
          faults);
    }
  }
}
