package io.edgemq.cluster.placement;

import io.edgemq.cluster.wal.LogGauges;
import io.edgemq.storage.wal.WalId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;

/// How much enters the logs of a node, averaged so that a burst does not count for more than it is.
/// Plain and single-threaded.
final class LogRates {
  /// What an old average counts for against a new sample; samples are some seconds apart.
  private static final double KEPT = 0.7;

  private final String self;
  private Map<WalId, Map<Address, Rate>> rates = new HashMap<>();

  /// @param bytes counted until the last sample
  private record Rate(LogGauges of, long bytes, double perSecond) {}

  /// @param self this node, as reports name it
  LogRates(String self) {
    this.self = self;
  }

  /// Takes a sample of all logs that there are.
  ///
  /// @param seconds since the last one
  void sample(Map<WalId, LogGauges> logs, double seconds) {
    Map<WalId, Map<Address, Rate>> next = new HashMap<>();
    logs.forEach((wal, gauges) -> {
      Map<Address, Rate> before = rates.getOrDefault(wal, Map.of());
      Map<Address, Rate> now = new HashMap<>();
      gauges
          .enteredBytes()
          .forEach((node, bytes) -> now.put(node, next(before.get(node), gauges, bytes, seconds)));
      next.put(wal, now);
    });
    rates = next;
  }

  /// A log that has started anew counts from 0.
  private static Rate next(@Nullable Rate before, LogGauges of, long bytes, double seconds) {
    if (before == null || before.of() != of) {
      return new Rate(of, bytes, bytes / seconds * (1 - KEPT));
    }
    double sample = (bytes - before.bytes()) / seconds;
    return new Rate(of, bytes, KEPT * before.perSecond() + (1 - KEPT) * sample);
  }

  /// Bytes in a second that enter a log.
  long bytesPerSecond(WalId wal) {
    double sum = 0;
    for (Rate rate : rates.getOrDefault(wal, Map.of()).values()) {
      sum += rate.perSecond();
    }
    return Math.round(sum);
  }

  /// Bytes in a second by the node that they enter through, most first.
  Map<String, Long> entering(WalId wal) {
    List<Map.Entry<Address, Rate>> most =
        rates.getOrDefault(wal, Map.of()).entrySet().stream()
            .filter(it -> Math.round(it.getValue().perSecond()) > 0)
            .sorted(Comparator.comparingDouble(it -> -it.getValue().perSecond()))
            .limit(LogReport.NODES_MAX)
            .toList();
    Map<String, Long> entering = new LinkedHashMap<>();
    most.forEach(it -> entering.put(name(it.getKey()), Math.round(it.getValue().perSecond())));
    return entering;
  }

  private String name(Address node) {
    return node.hasLocalScope() ? self : NodeName.of(node);
  }
}
