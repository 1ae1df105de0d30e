package io.edgemq.storage.wal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What PUBACK and 202 stand for (docs/durability.md, decision 0030); the later the stronger.
public enum AckLevel {
  /// The message is in a segment on the disk of a node, as [SyncMode] promises.
  DURABLE,
  /// The commit marker of that segment is in the object store.
  COMMITTED;

  /// As configurations, documents and clients name it: `durable`, `committed`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The level of that label, if there is one.
  public static Optional<AckLevel> labelled(String label) {
    return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
  }

  /// The stronger of two: who asks for less than he gets anyway gets more.
  public AckLevel orStronger(AckLevel other) {
    return compareTo(other) < 0 ? other : this;
  }
}
