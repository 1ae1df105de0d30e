package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.nio.file.Path;
import java.time.Instant;

/// Handles of segments that are nowhere.
final class Segments {
  static final int BYTES = 100;

  private Segments() {}

  static SealedSegment of(String endpoint, int number) {
    return of(endpoint, number, Instant.EPOCH);
  }

  static SealedSegment of(String endpoint, int number, Instant sealedAt) {
    return of(endpoint, number, sealedAt, SealReason.SIZE);
  }

  static SealedSegment of(String endpoint, int number, Instant sealedAt, SealReason reason) {
    return of(endpoint, number, 0, sealedAt, reason);
  }

  static SealedSegment of(String endpoint, int number, long firstTimestampMs) {
    Instant sealedAt = Instant.ofEpochMilli(firstTimestampMs + 500);
    return of(endpoint, number, firstTimestampMs, sealedAt, SealReason.SIZE);
  }

  private static SealedSegment of(
      String endpoint, int number, long timestampMs, Instant sealedAt, SealReason reason) {
    var id = new SegmentId(new WalId("acme", endpoint, 0), "disk", 1, number);
    return new SealedSegment(
        id, Path.of("none"), BYTES, 1, timestampMs, timestampMs, reason, sealedAt, 0);
  }
}
