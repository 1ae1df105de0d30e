package io.edgemq.ops.recent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.RecentSegments;
import io.edgemq.storage.commit.RecentSegments.Committed;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The committed segments of an endpoint as JSON, page by page, the newest first. Calls block. Any
/// thread.
public final class SegmentPages {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Regions that are looked through for a segment.
  private static final int REGIONS_MAX = 100;

  private static final int MARKER_BYTES_MAX = 16 << 20;

  private SegmentPages() {}

  /// A part of the list.
  ///
  /// @param next where the part behind it begins; empty: there is none
  public record Part(ArrayNode items, Optional<String> next) {}

  /// What of an object's kind there is in a segment, of a view of a version of it.
  private record Kind(String kind, String view, int version) {}

  private static final class Sum {
    private int objects;
    private long rows;
    private long bytes;

    void add(CommitMarker.Artifact artifact) {
      objects++;
      rows += artifact.rows();
      bytes += artifact.bytes();
    }
  }

  /// The next segments.
  ///
  /// @param segments at their place; taken from
  public static Part part(RecentSegments segments, int limit) throws IOException {
    ArrayNode items = JSON.arrayNode();
    while (items.size() < limit) {
      Optional<Committed> next = segments.next();
      if (next.isEmpty()) {
        return new Part(items, Optional.empty());
      }
      items.add(json(next.get()));
    }
    String place = segments.place();
    return new Part(items, segments.next().map(_ -> place));
  }

  private static ObjectNode json(Committed segment) {
    ObjectNode json = JSON.objectNode();
    SegmentId id = segment.id();
    json.put("region", segment.region())
        .put("instance", id.instance())
        .put("partition", id.wal().partition())
        .put("epoch", id.epoch())
        .put("segment", id.segment())
        .put("marker", segment.key());
    CommitMarker marker = segment.marker();
    if (marker == null) {
      return json.put("fault", segment.fault());
    }
    json.put("frames", marker.frames())
        .put("rawBytes", marker.rawBytes())
        .put("sealedBy", marker.sealedBy())
        .put("firstTimestampMs", marker.firstTimestampMs())
        .put("lastTimestampMs", marker.lastTimestampMs())
        .put("sealedAt", marker.sealedAt())
        .put("committedAt", marker.committedAt())
        .put("corruptFrames", marker.corruptFrames());
    artifacts(json.putArray("artifacts"), marker);
    return json;
  }

  /// A view may have tens of thousands of objects in a segment.
  private static void artifacts(ArrayNode json, CommitMarker marker) {
    Map<Kind, Sum> sums = new LinkedHashMap<>();
    for (CommitMarker.Artifact it : marker.artifacts()) {
      String view = it.view() == null ? "" : it.view();
      int version = it.viewVersion() == null ? 0 : it.viewVersion();
      sums.computeIfAbsent(new Kind(it.kind(), view, version), _ -> new Sum()).add(it);
    }
    sums.forEach((kind, sum) -> {
      ObjectNode each = json.addObject().put("kind", kind.kind());
      if (!kind.view().isEmpty()) {
        each.put("view", kind.view()).put("viewVersion", kind.version());
      }
      each.put("objects", sum.objects).put("rows", sum.rows).put("bytes", sum.bytes);
    });
  }

  /// The bytes of a segment's commit marker, as they are in the store; nothing if it is not
  /// committed.
  public static Optional<byte[]> marker(ObjectStore store, SegmentId id) throws IOException {
    String prefix = id.wal().tenant() + "/" + id.wal().endpoint() + "/";
    for (String region : store.folders(prefix, "", REGIONS_MAX)) {
      try (InputStream in = store.open(new ObjectKeys(region).marker(id))) {
        byte[] bytes = in.readNBytes(MARKER_BYTES_MAX + 1);
        if (bytes.length > MARKER_BYTES_MAX) {
          throw new IOException("its marker has more than " + MARKER_BYTES_MAX + " bytes");
        }
        return Optional.of(bytes);
      } catch (NoSuchFileException _) {
        // of another region, or none
      }
    }
    return Optional.empty();
  }
}
