package io.edgemq.ingest.connection;

import io.edgemq.ingest.mqtt.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many connections ended, by reason, since the start. Any thread.
public final class CloseCounts {
  private final Map<CloseReason, LongAdder> counts = new EnumMap<>(CloseReason.class);

  public CloseCounts() {
    for (CloseReason reason : CloseReason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void count(CloseReason reason) {
    LongAdder adder = counts.get(reason);
    if (adder != null) {
      adder.increment();
    }
  }

  /// The counts now; reasons that did not occur are left out.
  public Map<CloseReason, Long> snapshot() {
    var snapshot = new EnumMap<CloseReason, Long>(CloseReason.class);
    counts.forEach((reason, count) -> {
      if (count.sum() > 0) {
        snapshot.put(reason, count.sum());
      }
    });
    return snapshot;
  }
}
