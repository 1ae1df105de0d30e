package io.edgemq.storage.commit;

import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.Sha256;
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

/// Checks what was committed: reads every marker below a prefix and holds each object that it names
/// against what it says. Blocks on the store.
public final class CommitVerifier {
  private static final int ARTIFACT_BYTES_MAX = Integer.MAX_VALUE - 16;

  private final ObjectStore store;
  private final RowCount parquetRows;

  /// Says how many rows are in a Parquet file. Here nothing is known of Parquet.
  @FunctionalInterface
  public interface RowCount {
    /// Counts them.
    ///
    /// @param artifact what the marker says of the file
    /// @throws IOException if it is no Parquet file
    long count(CommitMarker.Artifact artifact, byte[] file) throws IOException;
  }

  /// Something that does not hold.
  ///
  /// @param key the object that it is about
  /// @param what in words
  public record Fault(String key, String what) {}

  /// What a check found.
  ///
  /// @param markers read
  /// @param objects that they name and that were checked
  /// @param frames by the markers that hold
  /// @param rawBytes of their segments
  /// @param storedBytes of their artifacts
  /// @param corruptFrames that the markers admit
  /// @param unnamed objects that no marker names: of a segment that is being shipped or was shipped
  ///   twice
  /// @param faults what does not hold; empty: everything does
  public record Report(
      int markers,
      int objects,
      long frames,
      long rawBytes,
      long storedBytes,
      long corruptFrames,
      int unnamed,
      List<Fault> faults) {
    public Report {
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

  /// A verifier that takes the marker's word for how many rows are in a Parquet file.
  public CommitVerifier(ObjectStore store) {
    this(store, (artifact, _) -> artifact.rows());
  }

  /// @param parquetRows reads the number of rows out of a Parquet file
  public CommitVerifier(ObjectStore store, RowCount parquetRows) {
    this.store = store;
    this.parquetRows = parquetRows;
  }

  /// Checks all below a prefix; empty: everything.
  ///
  /// @throws IOException if the store cannot be read at all; what is wrong with its objects is in
  ///   the report
  public Report verify(String prefix, Progress progress) throws IOException {
    List<String> keys = store.list(prefix);
    List<String> markerKeys = keys.stream().filter(ObjectKeys::isMarker).toList();
    var tally = new Tally(progress);
    for (String key : markerKeys) {
      tally.add(key);
      progress.checked(tally.markers, markerKeys.size());
    }
    long unnamed =
        keys.stream()
            .filter(it -> !ObjectKeys.isMarker(it) && !ObjectKeys.isControl(it))
            .filter(it -> !tally.named.contains(it))
            .count();
    return tally.report((int) unnamed);
  }

  private final class Tally {
    private final Progress progress;
    private final Set<String> named = new HashSet<>();
    private final List<Fault> faults = new ArrayList<>();
    private int markers;
    private long frames;
    private long rawBytes;
    private long storedBytes;
    private long corruptFrames;

    Tally(Progress progress) {
      this.progress = progress;
    }

    void add(String key) throws IOException {
      markers++;
      Optional<CommitMarker> marker = marker(key);
      if (marker.isEmpty()) {
        return;
      }
      int faultsBefore = faults.size();
      byte[] raw = checkArtifacts(key, marker.get());
      checkViews(key, marker.get());
      if (raw != null && faults.size() == faultsBefore) {
        frames += marker.get().frames();
        rawBytes += marker.get().rawBytes();
        corruptFrames += marker.get().corruptFrames();
        progress.segment(marker.get(), raw);
      }
    }

    private Optional<CommitMarker> marker(String key) throws IOException {
      try (InputStream in = store.open(key)) {
        return Optional.of(CommitMarker.read(in));
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        faults.add(new Fault(key, "is no readable marker: " + e.getMessage()));
        return Optional.empty();
      }
    }

    private byte @Nullable [] checkArtifacts(String markerKey, CommitMarker marker)
        throws IOException {
      if (marker.artifacts().isEmpty()) {
        faults.add(new Fault(markerKey, "names no object"));
      }
      byte @Nullable [] raw = null;
      for (CommitMarker.Artifact artifact : marker.artifacts()) {
        named.add(artifact.key());
        Optional<byte[]> bytes = checkedBytes(artifact);
        if (bytes.isPresent()) {
          switch (artifact.kind()) {
            case CommitMarker.KIND_SEGMENT -> raw = checkSegment(artifact, marker, bytes.get());
            case CommitMarker.KIND_PARQUET -> checkParquet(artifact, marker, bytes.get());
            default -> {} // of a later version
          }
        }
      }
      return raw;
    }

    private void checkParquet(CommitMarker.Artifact artifact, CommitMarker marker, byte[] bytes) {
      expect(artifact.key(), "rows by the marker", artifact.rows(), marker.frames());
      try {
        expect(artifact.key(), "rows", parquetRows.count(artifact, bytes), artifact.rows());
      } catch (IOException e) {
        faults.add(new Fault(artifact.key(), "is no readable Parquet file: " + e.getMessage()));
      }
    }

    private Optional<byte[]> checkedBytes(CommitMarker.Artifact artifact) throws IOException {
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

    private void checkViews(String markerKey, CommitMarker marker) {
      for (CommitMarker.ViewCounts view : marker.views()) {
        expect(
            markerKey,
            "rows in of view " + view.name(),
            view.rowsOut() + view.filtered() + view.deadLettered(),
            view.rowsIn());
      }
    }

    private void expect(String key, String what, long found, long stated) {
      if (found != stated) {
        faults.add(new Fault(key, "%s: %d, its marker says %d".formatted(what, found, stated)));
      }
    }

    Report report(int unnamed) {
      return new Report(
          markers, named.size(), frames, rawBytes, storedBytes, corruptFrames, unnamed, faults);
    }
  }
}
