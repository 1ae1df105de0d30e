package io.edgemq.views.rows;

import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.JsonPath.Index;
import io.edgemq.views.definition.JsonPath.Member;
import io.edgemq.views.definition.JsonPath.Step;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which values of a message are wanted, by all views of an endpoint together: a tree of the steps
/// of their paths. Each path has a slot, the same path the same one. Built once, then read only.
final class Projection {
  /// A place in a message, and what is wanted of it and below it.
  static final class Node {
    private static final int NONE = -1;

    private final Map<String, Node> members = new HashMap<>();
    private final Map<Integer, Node> elements = new HashMap<>();
    private int slot = NONE;

    boolean isWanted() {
      return slot != NONE;
    }

    int slot() {
      return slot;
    }

    @Nullable Node member(String name) {
      return members.get(name);
    }

    @Nullable Node element(int index) {
      return elements.get(index);
    }

    boolean hasMembers() {
      return !members.isEmpty();
    }

    boolean hasElements() {
      return !elements.isEmpty();
    }

    /// Forgets what an earlier member of the same name had.
    void clear(@Nullable Object[] slots) {
      if (isWanted()) {
        slots[slot] = null;
      }
      members.values().forEach(it -> it.clear(slots));
      elements.values().forEach(it -> it.clear(slots));
    }

    private Node below(Step step) {
      return switch (step) {
        case Member(String name) -> members.computeIfAbsent(name, _ -> new Node());
        case Index(int index) -> elements.computeIfAbsent(index, _ -> new Node());
      };
    }
  }

  private final Node root = new Node();
  private int slots;
  private boolean hasRest;

  /// The slot that the value at a path will be in.
  int slot(JsonPath path) {
    Node node = root;
    for (Step step : path.steps()) {
      node = node.below(step);
    }
    if (!node.isWanted()) {
      node.slot = slots++;
    }
    return node.slot;
  }

  /// Asks for the text of all members of the message too, for [Rest].
  void wantRest() {
    hasRest = true;
  }

  boolean hasRest() {
    return hasRest;
  }

  Node root() {
    return root;
  }

  /// How many slots there are.
  int slots() {
    return slots;
  }
}
