package io.edgemq.storage.wal;

import io.edgemq.storage.frame.FrameBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The segment that a log appends to: its file, and counts of what was acknowledged in it. What was
/// written but not acknowledged is not counted; it is not part of the segment.
final class OpenSegment implements AutoCloseable {
  private final SegmentId id;
  private final Path path;
  private final LogFile file;
  private final Instant openedAt;
  private @Nullable Instant awaitedSince;
  private long bytes;
  private int frames;
  private long firstTimestampMs = Long.MAX_VALUE;
  private long lastTimestampMs = Long.MIN_VALUE;

  OpenSegment(SegmentId id, Path path, LogFile file, Instant openedAt) {
    this.id = id;
    this.path = path;
    this.file = file;
    this.openedAt = openedAt;
  }

  void write(List<FrameBatch> group) throws IOException {
    GatheringWrite.writeAll(file, group);
  }

  void force() throws IOException {
    file.force();
  }

  void acknowledge(List<FrameBatch> group) {
    for (FrameBatch batch : group) {
      bytes += batch.length();
      frames += batch.frames();
      firstTimestampMs = Math.min(firstTimestampMs, batch.firstTimestampMs());
      lastTimestampMs = Math.max(lastTimestampMs, batch.lastTimestampMs());
    }
  }

  void truncateToAcknowledged() throws IOException {
    file.truncate(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  SealedSegment sealed(SealReason reason, Instant sealedAt) {
    return new SealedSegment(
        id, path, bytes, frames, firstTimestampMs, lastTimestampMs, reason, sealedAt, 0);
  }

  SegmentId id() {
    return id;
  }

  int number() {
    return id.segment();
  }

  Path path() {
    return path;
  }

  long bytes() {
    return bytes;
  }

  /// Smallest TS, where there are bytes.
  long firstTimestampMs() {
    return firstTimestampMs;
  }

  /// Somebody waits for the segment to be committed; who came first counts.
  void await(Instant now) {
    if (awaitedSince == null) {
      awaitedSince = now;
    }
  }

  /// When it is old enough to be sealed.
  Instant due(SealPolicy policy) {
    Instant due = openedAt.plus(policy.age());
    if (awaitedSince == null) {
      return due;
    }
    Instant awaited = awaitedSince.plus(policy.committedAge());
    return awaited.isBefore(due) ? awaited : due;
  }

  /// Whether it is. A clock that was set back would let a segment wait for as long: it counts as
  /// old then.
  boolean isOldEnough(Instant now, SealPolicy policy) {
    boolean isClockSetBack =
        now.isBefore(openedAt) || (awaitedSince != null && now.isBefore(awaitedSince));
    return isClockSetBack || !now.isBefore(due(policy));
  }
}
