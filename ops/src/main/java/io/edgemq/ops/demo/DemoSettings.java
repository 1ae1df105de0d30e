package io.edgemq.ops.demo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/// The settings of the demo's node: everything at its default but the folder, the ports (any free
/// ones), and one endpoint with a view and a key that nobody knows.
final class DemoSettings {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int KEY_LETTERS = 40;

  private DemoSettings() {}

  /// A new API key.
  static String newKey() {
    var random = new SecureRandom();
    var key = new StringBuilder("ing_live_");
    for (int i = 0; i < KEY_LETTERS; i++) {
      key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return key.toString();
  }

  /// Settings for a demo; its definition of the view has to be there.
  static NodeSettings of(DemoPlan plan, String key) {
    Map<String, Object> endpoint =
        Map.of(
            "seal",
            Map.of("age", "2 s"),
            "outputs",
            List.of("segment", "parquet", "views"),
            "views",
            List.of(plan.view().toString()));
    Map<String, Object> tenant =
        Map.of(
            "plan", "pro",
            "endpoints", Map.of("plant", endpoint),
            "keys", List.of(Map.of("name", "demo", "key", key, "endpoint", "plant")));
    Config config =
        ConfigFactory.parseMap(
            Map.of(
                "edgemq.data-dir",
                plan.folder().toString(),
                "edgemq.mqtt.port",
                0,
                "edgemq.http.port",
                0,
                "edgemq.management.port",
                0,
                "edgemq.bootstrap.tenants.demo",
                tenant));
    return switch (SettingsLoader.load(config, List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) ->
          throw new IllegalStateException(String.join("; ", faults));
    };
  }
}
