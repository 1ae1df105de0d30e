package io.edgemq.storage.commit;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Sealed segments that lie below a folder.
final class Segments {
  static final Instant SEALED_AT = Instant.parse("2026-11-22T10:00:00Z");
  static final String KEYS = "acme/plant/local/disk-1/00000001/";
  static final String OBJECT_1 = KEYS + "segments/seg-00000001.wal.zst";
  static final String MARKER_1 = KEYS + "commits/seg-00000001.json";

  private Segments() {}

  static SealedSegment sealed(Path root, int number, SealReason reason, String... payloads)
      throws IOException {
    var id = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 1, number);
    Path directory = root.resolve("acme/plant/0/00000001");
    Files.createDirectories(directory);
    Path path = directory.resolve("seg-%08d.wal".formatted(number));
    FrameBatch batch = Batches.of(payloads);
    Files.write(path, Batches.bytes(batch));
    return new SealedSegment(
        id,
        path,
        batch.length(),
        batch.frames(),
        batch.firstTimestampMs(),
        batch.lastTimestampMs(),
        reason,
        SEALED_AT,
        0);
  }
}
