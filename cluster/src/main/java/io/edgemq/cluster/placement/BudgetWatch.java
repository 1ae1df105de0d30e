package io.edgemq.cluster.placement;

import io.edgemq.cluster.shipping.Forecast;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tells when something has used up another part of its budget, each part once until it is well
/// below it again. Plain and single-threaded.
///
/// @param <K> what has a budget
final class BudgetWatch<K> {
  /// So that what stays about a level is not news all the time.
  private static final int BELOW = 10;

  private final int[] levels;

  /// What is above a level, and the highest that was told.
  private Map<K, Integer> told = new HashMap<>();

  /// @param levels of 100, ascending
  BudgetWatch(int... levels) {
    this.levels = levels.clone();
  }

  /// Takes a look at all that there are.
  ///
  /// @return those that have crossed a level upwards
  Map<K, Forecast> crossed(Map<K, Forecast> budgets) {
    Map<K, Forecast> crossed = new LinkedHashMap<>();
    Map<K, Integer> next = new HashMap<>();
    budgets.forEach((key, forecast) -> {
      int percent = forecast.percentUsed();
      int before = told.getOrDefault(key, 0);
      int level = level(percent);
      if (level > before) {
        crossed.put(key, forecast);
      }
      int kept = Math.max(level, Math.min(before, level(percent + BELOW)));
      if (kept > 0) {
        next.put(key, kept);
      }
    });
    told = next;
    return crossed;
  }

  private int level(int percent) {
    int reached = 0;
    for (int level : levels) {
      if (percent >= level) {
        reached = level;
      }
    }
    return reached;
  }
}
