package io.edgemq.ops.load;

import java.time.Duration;

/// A look at a load in progress; the counters lag behind by at most one turn of the selector
/// threads.
///
/// @param open clients that have a connection now
/// @param sent distinct messages offered to the sockets
/// @param acknowledged messages with a PUBACK or a 202
/// @param publishing time since the first message; zero before it
public record LoadProgress(int open, long sent, long acknowledged, Duration publishing) {}
