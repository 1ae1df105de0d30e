package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import java.util.HashMap;
import java.util.Map;

/// The stores that fail, and what of it is news: that one began to fail, and that it works again,
/// each once between two reports, however often it changes. A store has trouble until a report in
/// which nothing had failed since the last one. Plain and single-threaded.
final class StoreTroubles {
  private final Map<Destination, Trouble> stores = new HashMap<>();

  /// The trouble of a store.
  static final class Trouble {
    private long failures;
    private String reason = "";
    private boolean isFailing = true;
    private boolean hasFailedSinceReport = true;
    private boolean isReturnTold;

    /// How often it failed.
    long failures() {
      return failures;
    }

    /// Why the last time.
    String reason() {
      return reason;
    }
  }

  /// A store failed.
  ///
  /// @return whether it had no trouble before
  boolean failed(Destination store, String reason) {
    Trouble trouble = stores.computeIfAbsent(store, _ -> new Trouble());
    trouble.failures++;
    trouble.reason = reason;
    trouble.isFailing = true;
    trouble.hasFailedSinceReport = true;
    return trouble.failures == 1;
  }

  /// A store took a segment.
  ///
  /// @return whether that is worth telling
  boolean worked(Destination store) {
    Trouble trouble = stores.get(store);
    if (trouble == null || !trouble.isFailing) {
      return false;
    }
    trouble.isFailing = false;
    boolean isNews = !trouble.isReturnTold;
    trouble.isReturnTold = true;
    return isNews;
  }

  /// The troubles that go on; those that do not are forgotten.
  Map<Destination, Trouble> report() {
    stores.values().removeIf(it -> !it.isFailing && !it.hasFailedSinceReport);
    stores
        .values()
        .forEach(trouble -> {
          trouble.hasFailedSinceReport = false;
          trouble.isReturnTold = false;
        });
    return Map.copyOf(stores);
  }
}
