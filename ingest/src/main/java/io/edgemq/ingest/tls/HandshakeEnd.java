package io.edgemq.ingest.tls;

/// What became of a handshake.
public enum HandshakeEnd {
  /// The connection is open.
  COMPLETED,
  /// The client took too long.
  TIMED_OUT,
  /// There was nothing to agree upon, a certificate was refused by either side, or what came was
  /// not TLS.
  FAILED,
  /// One side closed before it was done: a client, a load balancer that only tries the port, or we,
  /// stopping.
  ABANDONED
}
