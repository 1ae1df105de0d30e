package io.edgemq.views.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which paths become columns: objects are taken apart, but the largest stay one column each while
/// there would be too many columns.
final class Leaves {
  /// A path with its type.
  record Leaf(PathStats path, Guess guess) {}

  private final PathStats root;
  private final Set<PathStats> whole = new HashSet<>();

  private Leaves(PathStats root) {
    this.root = root;
  }

  /// In the order of the samples.
  ///
  /// @param max as many as there should be; there are more only if the root alone has more
  static List<Leaf> of(PathStats root, int max) {
    var leaves = new Leaves(root);
    List<Leaf> all = leaves.below(root);
    while (all.size() > max) {
      Optional<PathStats> largest = leaves.largest(root);
      if (largest.isEmpty()) {
        break;
      }
      leaves.whole.add(largest.get());
      all = leaves.below(root);
    }
    return all;
  }

  private List<Leaf> below(PathStats path) {
    if (whole.contains(path)) {
      Guess json = Guess.tooWide();
      return List.of(new Leaf(path, json));
    }
    Guess guess = Guess.of(path);
    if (!guess.isFlat()) {
      return List.of(new Leaf(path, guess));
    }
    List<Leaf> leaves = new ArrayList<>();
    path.members().forEach(it -> leaves.addAll(below(it)));
    return leaves;
  }

  /// The object with the most columns among those that hold no other object; the first of several.
  private Optional<PathStats> largest(PathStats path) {
    List<PathStats> objects = new ArrayList<>();
    collect(path, objects);
    return objects.stream()
        .filter(it -> it != root)
        .max(Comparator.comparingInt(it -> below(it).size()));
  }

  private void collect(PathStats path, List<PathStats> objects) {
    if (whole.contains(path) || !Guess.of(path).isFlat()) {
      return;
    }
    int before = objects.size();
    path.members().forEach(it -> collect(it, objects));
    if (objects.size() == before) {
      objects.add(path);
    }
  }
}
