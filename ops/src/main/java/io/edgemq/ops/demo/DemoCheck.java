package io.edgemq.ops.demo;

import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.RenderedRows;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.views.parquet.FirstRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proof: reads everything that was committed, from the folder and from nothing else.
///
/// @param report of the verifier
/// @param completeness which published messages are there
/// @param firstRows a few rows of the view, of the first file that has any
/// @param rows what became of all frames in the view
/// @param bytes of the objects, by the kind that markers call them
/// @param firstSegment key of the first segment's object
record DemoCheck(
    CommitVerifier.Report report,
    Completeness completeness,
    Optional<FirstRows> firstRows,
    ViewRows rows,
    Map<String, Long> bytes,
    Optional<String> firstSegment) {
  private static final int FIRST_ROWS = 3;

  /// What became of frames in the view.
  record ViewRows(long out, long filtered, long deadLettered) {
    ViewRows and(CommitMarker.ViewCounts counts) {
      return new ViewRows(
          out + counts.rowsOut(),
          filtered + counts.filtered(),
          deadLettered + counts.deadLettered());
    }
  }

  /// Checks a store.
  ///
  /// @param objects folder of the store
  /// @param load what was sent and acknowledged
  static DemoCheck of(Path objects, DemoLoad load, Progress progress) throws IOException {
    var reading =
        new Reader(
            new Completeness(load.mqtt().connections(), load.http().connections()), progress);
    var report =
        new CommitVerifier(new FolderObjectStore(objects), RenderedRows::count).verify("", reading);
    return new DemoCheck(
        report,
        reading.completeness,
        reading.firstRows(objects),
        reading.rows,
        Map.copyOf(reading.bytes),
        Optional.ofNullable(reading.firstSegment));
  }

  /// What all objects of a kind take.
  long bytesOf(String kind) {
    return bytes.getOrDefault(kind, 0L);
  }

  /// Whether every acknowledged message was found, nothing is wrong with the store, and there was
  /// something to find.
  boolean isProof() {
    return completeness.acknowledged() > 0
        && completeness.missing().isEmpty()
        && report.faults().isEmpty();
  }

  private static final class Reader implements CommitVerifier.Progress {
    private final Completeness completeness;
    private final Progress progress;
    private final Map<String, Long> bytes = new HashMap<>();
    private ViewRows rows = new ViewRows(0, 0, 0);
    private @Nullable String firstView;
    private @Nullable String firstSegment;

    Reader(Completeness completeness, Progress progress) {
      this.completeness = completeness;
      this.progress = progress;
    }

    @Override
    public void checked(int done, int of) {
      progress.at(done, of, "");
    }

    @Override
    public void segment(CommitMarker marker, byte[] raw) {
      completeness.add(raw);
      if (firstSegment == null) {
        firstSegment = marker.segmentArtifact().map(CommitMarker.Artifact::key).orElse(null);
      }
      for (CommitMarker.ViewCounts it : marker.views()) {
        rows = rows.and(it);
      }
      for (CommitMarker.Artifact it : marker.artifacts()) {
        bytes.merge(it.kind(), it.bytes(), Long::sum);
        if (firstView == null && it.kind().equals(CommitMarker.KIND_VIEW)) {
          firstView = it.key();
        }
      }
    }

    private Optional<FirstRows> firstRows(Path objects) throws IOException {
      return firstView == null
          ? Optional.empty()
          : Optional.of(FirstRows.read(Files.readAllBytes(objects.resolve(firstView)), FIRST_ROWS));
    }
  }
}
