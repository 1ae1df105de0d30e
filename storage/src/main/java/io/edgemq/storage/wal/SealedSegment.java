package io.edgemq.storage.wal;

import java.nio.file.Path;
import java.time.Instant;

/// A segment on the local disk that nobody appends to any more.
///
/// @param id which one
/// @param path its file
/// @param bytes length of its frames; the file is that long, or longer where a failing disk did not
///   let the rest be cut off
/// @param frames how many there are
/// @param firstTimestampMs smallest TS
/// @param lastTimestampMs largest TS
/// @param sealedBy why
/// @param sealedAt when
/// @param corruptFrames stretches that could not be read and were left out; 0 for a sound segment
public record SealedSegment(
    SegmentId id,
    Path path,
    long bytes,
    int frames,
    long firstTimestampMs,
    long lastTimestampMs,
    SealReason sealedBy,
    Instant sealedAt,
    int corruptFrames) {}
