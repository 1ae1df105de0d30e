package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.nio.file.Path;
import java.time.Instant;

/// Handles of segments that are nowhere.
final class Segments {
  private Segments() {}

  static SealedSegment of(String endpoint, int number) {
    var id = new SegmentId(new WalId("acme", endpoint, 0), "disk", 1, number);
    return new SealedSegment(id, Path.of("none"), 100, 1, 0, 0, SealReason.SIZE, Instant.EPOCH, 0);
  }
}
