package io.edgemq.storage.commit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The object that says that a segment is complete in the store; written last, never changed
/// (docs/format/objects.md). Times are ISO-8601 in UTC, sizes in bytes.
///
/// @param version of this layout, 1
/// @param partition of the endpoint; null where it is not partitioned
/// @param sealedBy label of a [io.edgemq.storage.wal.SealReason]
/// @param artifacts every object that belongs to the segment
/// @param views what each view made of the segment
/// @param corruptFrames stretches of the local file that could not be read
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CommitMarker(
    int version,
    String tenant,
    String endpoint,
    String region,
    String instance,
    @Nullable Integer partition,
    int epoch,
    int segment,
    int frames,
    long firstTimestampMs,
    long lastTimestampMs,
    long rawBytes,
    String sealedBy,
    String sealedAt,
    String committedAt,
    List<Artifact> artifacts,
    List<ViewCounts> views,
    int corruptFrames) {
  /// The layout that this class writes.
  public static final int VERSION = 1;

  /// `kind` of the compressed segment.
  public static final String KIND_SEGMENT = "segment";

  /// `kind` of the frames as raw Parquet, one row each.
  public static final String KIND_PARQUET = "parquet";

  /// `kind` of the rows of a view.
  public static final String KIND_VIEW = "view";

  /// `kind` of the dead letters of a view.
  public static final String KIND_DEAD_LETTERS = "dlq";

  /// An object of the segment.
  ///
  /// @param kind `segment`, `parquet`, `view` or `dlq`
  /// @param sha256 of the object's bytes, hex
  /// @param rows frames or rows in it
  /// @param partition what all rows of a view in it have, by the partition's name; null where that
  ///   is
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Artifact(
      String kind,
      String key,
      long bytes,
      String sha256,
      long rows,
      @Nullable String view,
      @Nullable Integer viewVersion,
      @Nullable Map<String, @Nullable String> partition) {
    public Artifact {
      present("kind", kind);
      present("key", key);
      present("sha256", sha256);
      partition =
          partition == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(partition));
    }

    /// An object that is of no view.
    public Artifact(String kind, String key, long bytes, String sha256, long rows) {
      this(kind, key, bytes, sha256, rows, null, null, null);
    }
  }

  /// What a view made of the segment's rows.
  ///
  /// @param framesIn only where a frame can be several rows
  /// @param rowsIn always `rowsOut + filtered + deadLettered`
  /// @param error why the view failed as a whole; then its rows count as dead letters, one a frame,
  ///   and there are no objects of it
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ViewCounts(
      String name,
      int version,
      @Nullable Long framesIn,
      long rowsIn,
      long rowsOut,
      long filtered,
      long deadLettered,
      @Nullable String error) {
    public ViewCounts {
      present("name", name);
    }

    /// Whether an object is of this version of this view.
    public boolean isOf(Artifact artifact) {
      return name.equals(artifact.view()) && Objects.equals(version, artifact.viewVersion());
    }
  }

  public CommitMarker {
    present("tenant", tenant);
    present("endpoint", endpoint);
    present("region", region);
    present("instance", instance);
    MarkerJson.id(tenant, endpoint, partition, instance, epoch, segment); // that there can be one
    present("sealedBy", sealedBy);
    present("sealedAt", sealedAt);
    present("committedAt", committedAt);
    present("artifacts", artifacts);
    present("views", views);
    artifacts = List.copyOf(artifacts);
    views = List.copyOf(views);
  }

  /// Which segment it is.
  public SegmentId id() {
    return MarkerJson.id(tenant, endpoint, partition, instance, epoch, segment);
  }

  /// The compressed segment's entry, if there is one.
  public Optional<Artifact> segmentArtifact() {
    return artifacts.stream().filter(it -> it.kind().equals(KIND_SEGMENT)).findFirst();
  }

  /// As JSON, UTF-8.
  public byte[] toJson() {
    return MarkerJson.bytes(this);
  }

  /// Reads a marker that came from a store, to the stream's end.
  ///
  /// @throws IOException if it is no marker of a version that is known here, or unreasonably large
  public static CommitMarker read(InputStream in) throws IOException {
    CommitMarker marker = MarkerJson.read(in, CommitMarker.class);
    if (marker.version() != VERSION) {
      throw new IOException("marker version " + marker.version() + ", known is " + VERSION);
    }
    return marker;
  }

  /// JSON may lack any field or hold null in its place.
  static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("no " + field);
    }
  }
}
