package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.file.Path;

/// Something that recovery found and did, for the operator to read.
public sealed interface RecoveryFinding {
  /// The file it is about.
  Path file();

  /// The last segment of an epoch ended in the middle of an append that was never acknowledged; it
  /// was cut off there.
  record TornTail(Path file, long keptBytes, long cutBytes) implements RecoveryFinding {}

  /// The segment has stretches that cannot be read and may have been acknowledged. The file was
  /// kept as it is under another name; what can be read on both sides is shipped.
  record Corruption(Path file, Path keptAs, int unreadableStretches, long unreadableBytes)
      implements RecoveryFinding {}

  /// The disk does not let the file be read, or repaired, now. Nothing was changed that cannot be
  /// done again; the epoch is to be recovered again.
  record Unreadable(Path file, IOException failure) implements RecoveryFinding {}

  /// A segment without a single frame was removed.
  record Empty(Path file, long bytes) implements RecoveryFinding {}
}
