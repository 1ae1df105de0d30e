package io.edgemq.ops.history;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.RenderMarker;
import io.edgemq.storage.commit.ViewKeys;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.DeadLetterPlaces;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses the dead letters of a segment in the newest older version of a view that has the
/// segment, by its commit marker or a render marker. Of a version that failed in the segment as a
/// whole that is all of it.
final class OlderDeadLetters implements Part.Chooser {
  private final ObjectStore source;
  private final String view;
  private final int version;

  /// Keys of the render markers of all versions, by the endpoint's prefix.
  private final Map<String, List<String>> renderMarkers = new HashMap<>();

  /// @param view the version that is newer
  OlderDeadLetters(ObjectStore source, ViewDefinition view) {
    this.source = source;
    this.view = view.name();
    this.version = view.version();
  }

  private record Older(CommitMarker.ViewCounts counts, List<CommitMarker.Artifact> artifacts) {}

  @Override
  public Optional<Part> of(CommittedSegment segment) throws IOException {
    Optional<Older> newest = Optional.empty();
    for (Older it : older(segment)) {
      if (newest.isEmpty() || isBetter(it.counts, newest.get().counts)) {
        newest = Optional.of(it);
      }
    }
    if (newest.isEmpty() || newest.get().counts.deadLettered() == 0) {
      return Optional.empty();
    }
    return Optional.of(newest.get().counts.error() == null ? part(newest.get()) : Part.WHOLE);
  }

  /// A version that failed may have been rendered later.
  private static boolean isBetter(CommitMarker.ViewCounts one, CommitMarker.ViewCounts other) {
    return one.version() > other.version()
        || (one.version() == other.version() && other.error() != null);
  }

  private Part part(Older older) throws IOException {
    for (CommitMarker.Artifact artifact : older.artifacts) {
      if (artifact.kind().equals(CommitMarker.KIND_DEAD_LETTERS) && older.counts.isOf(artifact)) {
        byte[] file = CommittedSegment.bytes(source, artifact);
        return new Part(DeadLetterPlaces.read(file), RenderMarker.SOURCE_DEAD_LETTERS);
      }
    }
    throw new IOException("its marker counts dead letters of %s and names none".formatted(view));
  }

  private List<Older> older(CommittedSegment segment) throws IOException {
    List<Older> found = new ArrayList<>();
    add(segment.marker().views(), segment.marker().artifacts(), found);
    for (String key : renderMarkers(segment)) {
      try (InputStream in = source.open(key)) {
        RenderMarker marker = RenderMarker.read(in);
        add(marker.views(), marker.artifacts(), found);
      }
    }
    return found;
  }

  private void add(
      List<CommitMarker.ViewCounts> views,
      List<CommitMarker.Artifact> artifacts,
      List<Older> found) {
    for (CommitMarker.ViewCounts it : views) {
      if (it.name().equals(view) && it.version() < version) {
        found.add(new Older(it, artifacts));
      }
    }
  }

  /// Those of this segment, of older versions.
  private List<String> renderMarkers(CommittedSegment segment) throws IOException {
    String prefix = segment.endpointPrefix();
    List<String> all = renderMarkers.get(prefix);
    if (all == null) {
      all = source.list(ViewKeys.markers(prefix, view));
      renderMarkers.put(prefix, all);
    }
    String name = ViewKeys.markerName(segment.marker().region(), segment.id());
    return all.stream().filter(it -> it.endsWith("/" + name)).toList();
  }
}
