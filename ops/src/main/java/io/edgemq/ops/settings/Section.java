package io.edgemq.ops.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.edgemq.storage.spelling.Spelling;
import io.edgemq.storage.wal.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One object of the configuration while it is read. What is wrong goes to the faults and reading
/// goes on with the default, so one run finds them all. Keys that nobody asked for are faults too:
/// call [#refuseOthers] at the end.
final class Section {
  private static final ConfigObject NOTHING = ConfigFactory.empty().root();

  private final ConfigObject values;
  private final ConfigObject defaults;
  private final String path;
  private final Faults faults;
  private final Set<String> asked = new LinkedHashSet<>();

  /// @param defaults the same object of `reference.conf`; read in place of what is wrong
  Section(ConfigObject values, ConfigObject defaults, String path, Faults faults) {
    this.values = values;
    this.defaults = defaults;
    this.path = path;
    this.faults = faults;
  }

  /// The value of a key that `reference.conf` has.
  <T> T value(String key, Rule<T> rule) {
    return optional(key, rule).orElseGet(() -> defaultOf(key, rule));
  }

  /// The value of a key that must be there; empty after a fault.
  <T> Optional<T> required(String key, String allowed, Rule<T> rule) {
    if (!values.containsKey(key)) {
      asked.add(key);
      faults.add(pathOf(key), "is missing; allowed: " + allowed, values.origin());
      return Optional.empty();
    }
    return optional(key, rule);
  }

  /// The value of a key that may be absent; empty after a fault too.
  <T> Optional<T> optional(String key, Rule<T> rule) {
    asked.add(key);
    ConfigValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(rule.read(value));
    } catch (Rule.Refused e) {
      faults.add(pathOf(key), message(e), value.origin());
      return Optional.empty();
    }
  }

  /// The object of a key; without it, one that has only defaults.
  Section section(String key) {
    ConfigObject fallback = defaults.get(key) instanceof ConfigObject it ? it : NOTHING;
    return new Section(object(key).orElse(fallback), fallback, pathOf(key), faults);
  }

  /// The objects below a key by their names, in alphabetical order. Names that are none are faults.
  Map<String, Section> named(String key) {
    Map<String, Section> found = new LinkedHashMap<>();
    Section parent = section(key);
    for (String name : new TreeMap<>(parent.values).keySet()) {
      if (Names.isName(name)) {
        parent.object(name).ifPresent(_ -> found.put(name, parent.section(name)));
      } else {
        parent.fault(name, Faults.shown(name) + " is not a name; allowed: " + Rules.NAME_ALLOWED);
      }
    }
    return found;
  }

  /// The objects of a list.
  List<Section> list(String key) {
    asked.add(key);
    ConfigValue value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigList elements)) {
      fault(key, "is not a list; allowed: [ { … }, … ]");
      return List.of();
    }
    List<Section> found = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String at = pathOf(key) + "[" + i + "]";
      if (elements.get(i) instanceof ConfigObject element) {
        found.add(new Section(element, NOTHING, at, faults));
      } else {
        faults.add(at, "is not an object; allowed: { … }", elements.get(i).origin());
      }
    }
    return found;
  }

  /// The texts below a key by their names, whatever those are.
  Map<String, String> texts(String key) {
    Map<String, String> found = new LinkedHashMap<>();
    Section parent = section(key);
    for (String name : new TreeMap<>(parent.values).keySet()) {
      parent.optional(name, Rules.text()).ifPresent(it -> found.put(name, it));
    }
    return found;
  }

  /// Whether a key has a value.
  boolean has(String key) {
    return values.containsKey(key);
  }

  /// Leaves a key and what is below it to others. Tells whether anything is there.
  boolean leave(String key) {
    return object(key).filter(it -> !it.isEmpty()).isPresent();
  }

  /// Notes a fault of a value that can be read but not be used.
  void fault(String key, String problem) {
    faults.add(pathOf(key), problem, origin(key));
  }

  /// Notes keys that this section does not have.
  void refuseOthers() {
    for (String key : new TreeMap<>(values).keySet()) {
      if (!asked.contains(key)) {
        fault(key, "there is no such setting" + suggestion(key));
      }
    }
  }

  String pathOf(String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }

  private ConfigOrigin origin(String key) {
    ConfigValue value = values.get(key);
    return value == null ? values.origin() : value.origin();
  }

  private Optional<ConfigObject> object(String key) {
    asked.add(key);
    ConfigValue value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ConfigObject object) {
      return Optional.of(object);
    }
    fault(key, "is not an object; allowed: " + key + " { … }");
    return Optional.empty();
  }

  private <T> T defaultOf(String key, Rule<T> rule) {
    ConfigValue value = defaults.get(key);
    if (value == null) {
      throw new IllegalStateException("reference.conf has no " + pathOf(key));
    }
    try {
      return rule.read(value);
    } catch (Rule.Refused e) {
      throw new IllegalStateException("reference.conf: " + pathOf(key) + ": " + e.getMessage(), e);
    }
  }

  private String suggestion(String key) {
    return Spelling.nearest(key, asked)
        .map(it -> "; did you mean " + it + "?")
        .orElseGet(() -> asked.isEmpty() ? "" : "; there are: " + String.join(", ", asked));
  }

  private static String message(Rule.Refused refused) {
    return String.valueOf(refused.getMessage());
  }
}
