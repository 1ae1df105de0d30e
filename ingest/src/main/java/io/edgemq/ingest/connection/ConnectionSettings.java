package io.edgemq.ingest.connection;

import io.edgemq.ingest.mqtt.SessionLimits;
import io.edgemq.storage.wal.AckLevel;
import java.time.Duration;

/// Limits of every connection, whatever it came in by.
///
/// @param session sizes of what a client may send
/// @param connectTimeout how long a client may take to send CONNECT
/// @param unacknowledgedBytesMax frames of a connection that wait for the disk; beyond it the
///   socket is not read
/// @param uncommittedBytesMax the same of a connection whose PUBACKs stand for committed: they wait
///   for the store
/// @param writeBufferBytesMax answers that wait for a client that does not read them; beyond it the
///   socket is not read either
/// @param closeWithin how long a client may take to read its last answers and close its side; then
///   it is cut off
/// @param attachRetry how long an answer of the log is waited for before it is asked for again
/// @param walSilence how long a log on another node may owe an answer, up to twice that, before it
///   is asked what it has
/// @param attachWithin how long a CONNECT may wait for the log before it is refused
public record ConnectionSettings(
    SessionLimits session,
    Duration connectTimeout,
    int unacknowledgedBytesMax,
    int uncommittedBytesMax,
    int writeBufferBytesMax,
    Duration closeWithin,
    Duration attachRetry,
    Duration walSilence,
    Duration attachWithin) {
  /// Frames of a connection that may be without an acknowledgement of this level.
  int unacknowledgedBytesMax(AckLevel ack) {
    return ack == AckLevel.COMMITTED ? uncommittedBytesMax : unacknowledgedBytesMax;
  }
}
