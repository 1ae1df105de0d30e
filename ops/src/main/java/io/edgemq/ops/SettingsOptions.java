package io.edgemq.ops;

import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that need the settings of a node.
final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "HOCON file with edgemq { … } in it; without it, everything is at its default")
  private @Nullable Path config;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description =
          "A setting, before the file; may be given often. The leading edgemq. may be left out")
  private List<String> overrides = new ArrayList<>();

  /// Whether any of them is there.
  boolean isGiven() {
    return config != null || !overrides.isEmpty();
  }

  /// The settings; empty if they have faults, which are listed on `err`.
  Optional<NodeSettings> load(PrintWriter err) {
    return load(err, List.of());
  }

  /// The same, with settings that go before all others.
  Optional<NodeSettings> load(PrintWriter err, List<String> first) {
    Path file = config;
    List<String> all = Stream.concat(overrides.stream(), first.stream()).toList();
    LoadedSettings loaded =
        file == null ? SettingsLoader.load(all) : SettingsLoader.load(file, all);
    return switch (loaded) {
      case LoadedSettings.Valid(NodeSettings settings) -> Optional.of(settings);
      case LoadedSettings.Faulty(List<String> faults) -> {
        err.println(
            "edgemq: %d %s".formatted(faults.size(), faults.size() == 1 ? "fault" : "faults"));
        faults.forEach(it -> err.println("  " + it));
        err.flush();
        yield Optional.empty();
      }
    };
  }
}
