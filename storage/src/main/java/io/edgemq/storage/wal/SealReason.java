package io.edgemq.storage.wal;

import java.util.Locale;

/// Why a segment was sealed, as the commit marker says it.
public enum SealReason {
  SIZE,
  AGE,
  MAX_SIZE,
  SHUTDOWN,
  /// Found on the disk without a writer, or cut off from one whose disk failed.
  RECOVERY;

  /// The marker's word: `size`, `age`, `max-size`, `shutdown`, `recovery`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
