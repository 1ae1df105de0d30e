package io.edgemq.views.sample;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Makes names of columns: of the letters that these may have, and different in more than case.
final class ColumnNames {
  /// Room for a number behind it is left of the 127 characters that there may be.
  private static final int LENGTH_MAX = 120;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /// A name for the value at a path.
  String of(List<String> path) {
    String name = String.join("_", path).replaceAll("[^A-Za-z0-9_]", "_");
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      name = "_" + name;
    }
    return unique(name.length() > LENGTH_MAX ? name.substring(0, LENGTH_MAX) : name);
  }

  /// The name itself, or with a number behind it.
  String unique(String name) {
    String free = name;
    while (!taken.add(free.toLowerCase(Locale.ROOT))) {
      free = name + "_" + next.merge(name, 2, (it, _) -> it + 1);
    }
    return free;
  }
}
