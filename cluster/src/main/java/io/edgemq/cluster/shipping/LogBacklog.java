package io.edgemq.cluster.shipping;

import java.time.Instant;

/// The sealed segments of a log on this node's disk that are not committed; at least one.
///
/// @param segments how many
/// @param bytes of them
/// @param oldestMs smallest TS of the oldest, in milliseconds since 1970
/// @param waitsSince when that one was sealed, or found on the disk
public record LogBacklog(int segments, long bytes, long oldestMs, Instant waitsSince) {}
