package io.edgemq.views.parquet;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.ViewDefinition;
import java.util.Map;
import java.util.TreeMap;

/// The key-value metadata of files (docs/format/objects.md), in an order that is the same in every
/// process: that of [Map#of] is not, and parquet-java keeps it where hashes collide.
final class Metadata {
  private Metadata() {}

  static Map<String, String> of(SegmentId id, String writerVersion) {
    var metadata = new TreeMap<String, String>();
    metadata.put("tenant", id.wal().tenant());
    metadata.put("endpoint", id.wal().endpoint());
    metadata.put("instance", id.instance());
    if (id.wal().partition() != 0) {
      metadata.put("partition", Integer.toString(id.wal().partition()));
    }
    metadata.put("epoch", Integer.toString(id.epoch()));
    metadata.put("segment", Integer.toString(id.segment()));
    metadata.put("writer_version", writerVersion);
    return metadata;
  }

  static Map<String, String> of(SegmentId id, String writerVersion, ViewDefinition view) {
    Map<String, String> metadata = of(id, writerVersion);
    metadata.put("view", view.name());
    metadata.put("view_version", Integer.toString(view.version()));
    return metadata;
  }
}
