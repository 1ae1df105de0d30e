package io.edgemq.storage.wal;

/// When appended frames are forced to the disk, and so what an acknowledgement is worth
/// (docs/durability.md).
public enum SyncMode {
  /// Before every acknowledgement.
  ALWAYS,
  /// Every so often, behind the acknowledgements.
  INTERVAL,
  /// When the operating system likes to.
  NEVER
}
