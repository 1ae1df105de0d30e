package io.edgemq.ingest.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many handshakes ended, by what became of them, since the start. Any thread.
final class HandshakeCounts {
  private final Map<HandshakeEnd, LongAdder> counts = new EnumMap<>(HandshakeEnd.class);

  HandshakeCounts() {
    for (HandshakeEnd end : HandshakeEnd.values()) {
      counts.put(end, new LongAdder());
    }
  }

  void count(HandshakeEnd end) {
    LongAdder adder = counts.get(end);
    if (adder != null) {
      adder.increment();
    }
  }

  Map<HandshakeEnd, Long> snapshot() {
    var snapshot = new EnumMap<HandshakeEnd, Long>(HandshakeEnd.class);
    counts.forEach((end, count) -> snapshot.put(end, count.sum()));
    return snapshot;
  }
}
