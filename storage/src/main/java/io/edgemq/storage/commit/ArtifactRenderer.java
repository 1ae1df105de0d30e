package io.edgemq.storage.commit;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.wal.SealedSegment;
import java.io.IOException;
import java.util.List;

/// Makes what an endpoint wants of its segments besides the segments themselves. Called by several
/// threads.
@FunctionalInterface
public interface ArtifactRenderer {
  /// For endpoints that want nothing else.
  ArtifactRenderer NONE = (_, _) -> List.of();

  /// Renders a segment. The same segment gives the same bytes again, so that a shipment that is
  /// repeated finds what it has put before.
  ///
  /// @param segment as it will be in its marker
  /// @param raw all of its bytes, every one of a sound frame; not to be changed
  /// @return what is to be in the store before the marker is, in the order of the marker
  /// @throws IOException if it could not be rendered; it is tried again later
  List<Rendered> render(SealedSegment segment, byte[] raw) throws IOException;

  /// An object to be put.
  ///
  /// @param kind of the artifact in the marker
  /// @param key first choice of it
  /// @param content its bytes
  /// @param rows in it
  record Rendered(String kind, String key, ObjectContent content, long rows) {}
}
