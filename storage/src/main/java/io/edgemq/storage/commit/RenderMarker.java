package io.edgemq.storage.commit;

import static io.edgemq.storage.commit.CommitMarker.present;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The object that says what one view made of a segment that was committed before: rendered later,
/// of the whole segment or of an older version's dead letters. Written last, never changed. The
/// segment's own marker knows nothing of it (docs/format/objects.md).
///
/// @param version of this layout, 1
/// @param partition of the endpoint; null where it is not partitioned
/// @param prefix of the endpoint's objects in this store, with which its key begins; empty if none
/// @param source what was rendered
/// @param renderedAt ISO-8601 in UTC
/// @param artifacts every object of the view's version and the segment
/// @param views one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RenderMarker(
    int version,
    String tenant,
    String endpoint,
    String region,
    String instance,
    @Nullable Integer partition,
    int epoch,
    int segment,
    String prefix,
    String source,
    String renderedAt,
    List<CommitMarker.Artifact> artifacts,
    List<CommitMarker.ViewCounts> views) {
  /// The layout that this class writes.
  public static final int VERSION = 1;

  /// `source` where all frames of the segment were rendered.
  public static final String SOURCE_SEGMENT = "segment";

  /// `source` where only those were that are dead letters of an older version.
  public static final String SOURCE_DEAD_LETTERS = "dlq";

  public RenderMarker {
    present("tenant", tenant);
    present("endpoint", endpoint);
    present("region", region);
    present("instance", instance);
    MarkerJson.id(tenant, endpoint, partition, instance, epoch, segment); // that there can be one
    present("prefix", prefix);
    present("source", source);
    present("renderedAt", renderedAt);
    present("artifacts", artifacts);
    present("views", views);
    artifacts = List.copyOf(artifacts);
    views = List.copyOf(views);
  }

  /// Which segment it is.
  public SegmentId id() {
    return MarkerJson.id(tenant, endpoint, partition, instance, epoch, segment);
  }

  /// As JSON, UTF-8.
  public byte[] toJson() {
    return MarkerJson.bytes(this);
  }

  /// Reads a marker that came from a store, to the stream's end.
  ///
  /// @throws IOException if it is no marker of a version that is known here, or unreasonably large
  public static RenderMarker read(InputStream in) throws IOException {
    RenderMarker marker = MarkerJson.read(in, RenderMarker.class);
    if (marker.version() != VERSION) {
      throw new IOException("render marker version " + marker.version() + ", known is " + VERSION);
    }
    return marker;
  }
}
