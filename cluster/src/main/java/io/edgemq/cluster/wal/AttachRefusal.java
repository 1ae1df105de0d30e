package io.edgemq.cluster.wal;

/// Why an endpoint takes no further connection.
public enum AttachRefusal {
  /// The plan's connections are all in use.
  CONNECTIONS_MAX,
  /// The log's queue is full: its disk is full or slow.
  QUEUE_FULL,
  /// No endpoint of that name is known.
  UNKNOWN_ENDPOINT
}
