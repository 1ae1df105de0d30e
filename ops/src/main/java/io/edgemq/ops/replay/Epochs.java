package io.edgemq.ops.replay;

import io.edgemq.ops.history.CommittedSegment;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Puts the epochs of each log in the order in which they were open. Those of one instance are in
/// the order of their numbers, whatever its clock did; those of several by the time at which they
/// began.
final class Epochs {
  private Epochs() {}

  /// The logs with markers below a prefix, by endpoint; of each log its epochs in order.
  static Map<String, List<List<Epoch>>> of(ObjectStore store, String prefix) throws IOException {
    Map<String, List<String>> markers =
        store.list(prefix).stream()
            .filter(ObjectKeys::isMarker)
            .collect(Collectors.groupingBy(Epoch::prefix, TreeMap::new, Collectors.toList()));
    Map<String, Map<String, List<Epoch>>> logs = new TreeMap<>();
    for (Map.Entry<String, List<String>> it : markers.entrySet()) {
      var epoch = new Epoch(it.getKey(), it.getValue(), first(store, it.getValue()));
      logs.computeIfAbsent(epoch.endpoint(), _ -> new TreeMap<>())
          .computeIfAbsent(epoch.log(), _ -> new ArrayList<>())
          .add(epoch);
    }
    Map<String, List<List<Epoch>>> ordered = new TreeMap<>();
    logs.forEach(
        (endpoint, of) -> ordered.put(endpoint, of.values().stream().map(Epochs::order).toList()));
    return ordered;
  }

  private static Optional<CommitMarker> first(ObjectStore store, List<String> markers) {
    for (String key : markers) {
      try {
        return Optional.of(CommittedSegment.read(store, key).marker());
      } catch (IOException _) {
        // Told when its turn comes.
      }
    }
    return Optional.empty();
  }

  private record Begun(long ms, Epoch epoch) {}

  private static List<Epoch> order(Collection<Epoch> log) {
    Map<String, Long> latest = new HashMap<>();
    return log.stream()
        .sorted(Comparator.comparingInt(Epoch::number))
        .map(it -> new Begun(latest.merge(it.instance(), it.firstTimestampMs(), Math::max), it))
        .sorted(Comparator.comparingLong(Begun::ms)) // stable
        .map(Begun::epoch)
        .toList();
  }
}
