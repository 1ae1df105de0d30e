package io.edgemq.ops.recent;

import io.edgemq.ops.history.CommittedSegment;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.RecentSegments;
import io.edgemq.storage.commit.RecentSegments.Committed;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.sample.Preview;
import io.edgemq.views.sample.Stretch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a view would make of the newest committed messages of an endpoint, in bounded memory (a
/// segment of at most [#SEGMENT_BYTES_MAX], and the rows) and time. Calls block; one thread.
public final class RecentPreview {
  /// Rows, and dead letters, that may be asked for.
  public static final int ROWS_MAX = 1_000;

  /// The raw bytes of the largest segment that is looked at: what they are at most by default.
  static final long SEGMENT_BYTES_MAX = 64L << 20;

  /// The raw bytes upon which no further segment is looked at.
  private static final long BYTES_ENOUGH = 8L << 20;

  private static final int SEGMENTS_MAX = 50;
  private static final long ROW_BYTES_MAX = 4L << 20;
  private static final Duration WITHIN = Duration.ofSeconds(8);

  /// A segment that could not be looked at.
  ///
  /// @param key of its marker
  public record Fault(String key, String what) {}

  /// What came of it.
  ///
  /// @param segments that were looked at
  /// @param isComplete whether these are all committed messages and all rows that were asked for
  public record Result(Preview preview, int segments, boolean isComplete, List<Fault> faults) {
    public Result {
      faults = List.copyOf(faults);
    }
  }

  private RecentPreview() {}

  /// Runs a definition.
  ///
  /// @param segments of the endpoint, from the newest
  /// @param limit rows, and dead letters, at most
  /// @throws IOException if the store cannot be read
  public static Result of(
      ObjectStore store, RecentSegments segments, ViewDefinition view, int limit)
      throws IOException {
    long started = System.nanoTime();
    var preview =
        new Preview(
            view,
            limit,
            new Preview.Bounds(
                ROW_BYTES_MAX, () -> System.nanoTime() - started > WITHIN.toNanos()));
    List<Fault> faults = new ArrayList<>();
    int looked = 0;
    long bytes = 0;
    Optional<Committed> next = segments.next();
    while (next.isPresent()
        && looked < SEGMENTS_MAX
        && bytes < BYTES_ENOUGH
        && System.nanoTime() - started < WITHIN.toNanos()
        && preview.error().isEmpty()) {
      bytes += read(store, next.get(), preview, faults);
      looked++;
      next = segments.next();
    }
    boolean isComplete = next.isEmpty() && faults.isEmpty() && !preview.isCut();
    return new Result(preview, looked, isComplete, faults);
  }

  /// @return raw bytes that were read
  private static long read(
      ObjectStore store, Committed segment, Preview preview, List<Fault> faults)
      throws IOException {
    CommitMarker marker = segment.marker();
    if (marker == null) {
      faults.add(new Fault(segment.key(), segment.fault()));
      return 0;
    }
    Optional<CommitMarker.Artifact> artifact = marker.segmentArtifact();
    if (artifact.isEmpty()) {
      faults.add(new Fault(segment.key(), "its marker names no segment"));
      return 0;
    }
    long largest = Math.max(marker.rawBytes(), artifact.get().bytes());
    if (largest > SEGMENT_BYTES_MAX) {
      faults.add(new Fault(segment.key(), "it has more than " + SEGMENT_BYTES_MAX + " bytes"));
      return 0;
    }
    var committed = new CommittedSegment(segment.key(), marker, segment.id());
    byte[] raw;
    try {
      raw = committed.raw(store);
    } catch (IOException e) {
      faults.add(new Fault(segment.key(), String.valueOf(e.getMessage())));
      return 0;
    }
    preview.read(new Stretch(segment.id(), artifact.get().key(), raw, 0, raw.length, new long[0]));
    return raw.length;
  }
}
