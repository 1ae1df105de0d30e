package io.edgemq.ops.metrics;

import java.util.HashSet;
import java.util.Set;

/// Which of many have label values of their own: the first so many that are asked for, as long as
/// the node runs. All others share one. Any thread.
///
/// @param <K> what they are
final class Shown<K> {
  /// The label value of those that have none of their own. No name begins so.
  static final String OTHER = "_other";

  private final int max;
  private final K others;
  private final Set<K> own = new HashSet<>();

  /// @param others what stands for the rest
  Shown(int max, K others) {
    this.max = max;
    this.others = others;
  }

  /// How something is shown.
  synchronized K as(K key) {
    if (own.contains(key)) {
      return key;
    }
    if (own.size() >= max) {
      return others;
    }
    own.add(key);
    return key;
  }
}
