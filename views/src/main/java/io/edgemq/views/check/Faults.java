package io.edgemq.views.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong, so that all of it is told at once.
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  void add(Place place, String message) {
    faults.add(new Fault(place.line(), place.column(), place.path(), message));
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /// In the order of the text.
  List<Fault> inOrder() {
    return faults.stream()
        .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
        .toList();
  }
}
