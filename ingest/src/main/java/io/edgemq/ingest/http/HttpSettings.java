package io.edgemq.ingest.http;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.ingest.http.body.BodyLimits;
import java.time.Duration;
import java.util.Set;

/// Limits of HTTP on every port. Sizes are in bytes.
///
/// @param connectionsMax connections at once; those beyond are closed
/// @param body of every request, as far as its endpoint can take as much
/// @param headerBytesMax the head of a request
/// @param heldBytesMax memory of all bodies that are being received or wait for their log
/// @param heldBytesTenantMax of it, what one tenant may take
/// @param queueBytesMax of it, those that wait for one log
/// @param headerTimeout from the connection, or the first byte of a request, to the end of its head
/// @param idleTimeout from an answer to the first byte of the next request
/// @param bodyGapTimeout without a byte of a body
/// @param bodyTimeout from the head to the end of the body
/// @param appendWithin from the end of the body to the log's answer
/// @param committedWithin from the end of the body until it is committed, where 202 stands for that
/// @param writeTimeout for the client to read what is written
/// @param closeWithin for the client to close its side when ours is closed
/// @param corsOrigins that browsers may send from; [#ANY_ORIGIN] for all
public record HttpSettings(
    int connectionsMax,
    BodyLimits body,
    int headerBytesMax,
    long heldBytesMax,
    long heldBytesTenantMax,
    long queueBytesMax,
    Duration headerTimeout,
    Duration idleTimeout,
    Duration bodyGapTimeout,
    Duration bodyTimeout,
    Duration appendWithin,
    Duration committedWithin,
    Duration writeTimeout,
    Duration closeWithin,
    Set<String> corsOrigins) {
  /// In place of an origin: every one.
  public static final String ANY_ORIGIN = "*";

  public HttpSettings {
    corsOrigins = Set.copyOf(corsOrigins);
  }

  /// The same, for a heap of so many bytes: bodies may take a quarter of it.
  public HttpSettings within(long heapBytes) {
    return new HttpSettings(
        connectionsMax,
        body,
        headerBytesMax,
        Math.min(heldBytesMax, heapBytes / 4),
        heldBytesTenantMax,
        queueBytesMax,
        headerTimeout,
        idleTimeout,
        bodyGapTimeout,
        bodyTimeout,
        appendWithin,
        committedWithin,
        writeTimeout,
        closeWithin,
        corsOrigins);
  }

  /// The limits of a body for an endpoint: those of its plan, and a request has to fit one segment,
  /// for it is never divided.
  BodyLimits bodyLimits(Endpoint endpoint) {
    return new BodyLimits(
        body.bodyBytesMax(),
        Math.min(body.recordBytesMax(), endpoint.plan().messageBytesMax()),
        (int) Math.min(body.framesBytesMax(), endpoint.seal().sizeBytesMax()));
  }
}
