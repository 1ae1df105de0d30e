package io.edgemq.ops.settings;

import com.typesafe.config.ConfigFactory;
import java.util.List;

/// Loads settings from text, for tests.
final class Loaded {
  /// A key that is as it should be.
  static final String KEY = "ing_live_" + "Abcdefghij0123456789".repeat(2);

  private Loaded() {}

  /// The settings of what stands inside `edgemq { … }`, which must be right.
  static NodeSettings settings(String edgemq, String... overrides) {
    return switch (load(edgemq, overrides)) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) ->
          throw new AssertionError(String.join("\n", faults));
    };
  }

  /// The faults of what stands inside `edgemq { … }`, of which there must be some.
  static List<String> faults(String edgemq, String... overrides) {
    return switch (load(edgemq, overrides)) {
      case LoadedSettings.Valid(NodeSettings settings) ->
          throw new AssertionError("accepted: " + settings);
      case LoadedSettings.Faulty(List<String> faults) -> faults;
    };
  }

  private static LoadedSettings load(String edgemq, String... overrides) {
    return SettingsLoader.load(
        ConfigFactory.parseString("edgemq {\n" + edgemq + "\n}"), List.of(overrides));
  }
}
