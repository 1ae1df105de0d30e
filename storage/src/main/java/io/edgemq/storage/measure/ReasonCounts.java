package io.edgemq.storage.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How often something happened since the start, by its reason. Any thread.
///
/// @param <E> the reasons
public final class ReasonCounts<E extends Enum<E>> {
  private final Class<E> reasons;
  private final Map<E, LongAdder> counts;

  public ReasonCounts(Class<E> reasons) {
    this.reasons = reasons;
    counts = new EnumMap<>(reasons);
    for (E reason : reasons.getEnumConstants()) {
      counts.put(reason, new LongAdder());
    }
  }

  /// Counts one more.
  public void count(E reason) {
    count(reason, 1);
  }

  /// Counts so many more.
  public void count(E reason, long times) {
    LongAdder adder = counts.get(reason);
    if (adder != null) {
      adder.add(times);
    }
  }

  /// How often it happened for that reason.
  public long of(E reason) {
    LongAdder adder = counts.get(reason);
    return adder == null ? 0 : adder.sum();
  }

  /// The counts now of all reasons.
  public Map<E, Long> all() {
    Map<E, Long> all = new EnumMap<>(reasons);
    counts.forEach((reason, count) -> all.put(reason, count.sum()));
    return all;
  }

  /// The counts now; reasons that did not occur are left out.
  public Map<E, Long> snapshot() {
    Map<E, Long> snapshot = new EnumMap<>(reasons);
    counts.forEach((reason, count) -> {
      long sum = count.sum();
      if (sum > 0) {
        snapshot.put(reason, sum);
      }
    });
    return snapshot;
  }
}
