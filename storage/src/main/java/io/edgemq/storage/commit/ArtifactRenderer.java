package io.edgemq.storage.commit;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.wal.SealedSegment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes what an endpoint wants of its segments besides the segments themselves. Called by several
/// threads.
@FunctionalInterface
public interface ArtifactRenderer {
  /// For endpoints that want nothing else.
  ArtifactRenderer NONE = (_, _, _) -> List.of();

  /// Renders a segment. The same segment gives the same bytes in the same order again, so that a
  /// shipment that is repeated finds what it has put before.
  ///
  /// @param segment as it will be in its marker
  /// @param raw all of its bytes, every one of a sound frame; not to be changed
  /// @param artifacts takes what is to be in the store before the marker is, in the order of the
  ///   marker
  /// @return what became of each view; artifacts of one with an error will not be in the marker
  /// @throws IOException if disk or store failed; it is tried again later
  List<CommitMarker.ViewCounts> render(SealedSegment segment, byte[] raw, Sink artifacts)
      throws IOException;

  /// Where artifacts go.
  @FunctionalInterface
  interface Sink {
    /// Puts an artifact; its bytes are of no use here when this returns.
    ///
    /// @throws IOException if the store could not do it
    void put(Rendered artifact) throws IOException;
  }

  /// An object to be put.
  ///
  /// @param kind of the artifact in the marker
  /// @param key first choice of it
  /// @param content its bytes
  /// @param rows in it
  /// @param view that it is of; null for raw Parquet
  record Rendered(
      String kind, String key, ObjectContent content, long rows, @Nullable OfView view) {
    /// An object that is of no view.
    public Rendered(String kind, String key, ObjectContent content, long rows) {
      this(kind, key, content, rows, null);
    }

    /// What a marker says of it.
    ///
    /// @param key that it was put under
    public CommitMarker.Artifact named(String key) {
      return view == null
          ? new CommitMarker.Artifact(kind, key, content.length(), content.sha256(), rows)
          : new CommitMarker.Artifact(
              kind,
              key,
              content.length(),
              content.sha256(),
              rows,
              view.name(),
              view.version(),
              view.partition());
    }
  }

  /// Which part of which view an object is.
  ///
  /// @param partition the values that its rows share, by name in their order; null where they are;
  ///   empty for dead letters and for views without partitions
  record OfView(String name, int version, Map<String, @Nullable String> partition) {}
}
