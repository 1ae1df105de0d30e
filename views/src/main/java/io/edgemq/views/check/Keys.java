package io.edgemq.views.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The keys of one map while it is read. Keys that nobody asked for are faults: call
/// [#refuseOthers] at the end.
final class Keys {
  private final Place place;
  private final Faults faults;
  private final Map<String, Located> values = new LinkedHashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  private Keys(Place place, Faults faults) {
    this.place = place;
    this.faults = faults;
  }

  /// The keys of a map; empty after the fault that it is none.
  static Optional<Keys> of(Located located, Faults faults) {
    if (!(located.node() instanceof MappingNode map)) {
      faults.add(located.place(), "is " + located.words() + ", not a map");
      return Optional.empty();
    }
    var keys = new Keys(located.place(), faults);
    for (NodeTuple tuple : map.getValue()) {
      keys.put(tuple.getKeyNode(), tuple.getValueNode());
    }
    return Optional.of(keys);
  }

  private void put(Node keyNode, Node value) {
    Place at = Place.of(keyNode, place.path());
    if (!(keyNode instanceof ScalarNode scalar)) {
      faults.add(at, "has a key that is not text");
      return;
    }
    String key = scalar.getValue();
    String path = pathOf(key);
    if (places.putIfAbsent(key, Place.of(keyNode, path)) != null) {
      faults.add(Place.of(keyNode, path), "is there twice");
      return;
    }
    values.put(key, new Located(value, path));
  }

  /// The value of a key that may be absent.
  Optional<Located> optional(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /// The value of a key; empty after the fault that it is missing.
  Optional<Located> required(String key) {
    Optional<Located> value = optional(key);
    if (value.isEmpty()) {
      faults.add(new Place(place.line(), place.column(), pathOf(key)), "is missing");
    }
    return value;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /// Where a key stands that is there.
  Place placeOf(String key) {
    return places.getOrDefault(key, place);
  }

  /// Notes keys that this map does not have; tells whether there were any.
  boolean refuseOthers() {
    boolean hasOthers = false;
    for (Map.Entry<String, Place> it : places.entrySet()) {
      if (!asked.contains(it.getKey())) {
        hasOthers = true;
        faults.add(it.getValue(), Words.unknown("key", it.getKey(), asked));
      }
    }
    return hasOthers;
  }

  private String pathOf(String key) {
    if (!key.matches("[A-Za-z0-9_-]{1,60}")) {
      return place.path() + "[" + Shown.quoted(key) + "]";
    }
    return place.path().isEmpty() ? key : place.path() + "." + key;
  }
}
