package io.edgemq.ops.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigValue;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.ops.tools.ViewFile;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads the views that endpoints name, of files. A file is looked for beside the configuration
/// that names it, then in the working directory.
final class ViewFiles {
  /// By tenant: those read so far.
  private final Map<String, List<PublishedView>> views = new HashMap<>();

  /// The views of an endpoint; a fault for each that cannot be had.
  List<PublishedView> read(String tenant, Section endpoint) {
    List<PublishedView> found = new ArrayList<>();
    List<PublishedView> named =
        endpoint.optional("views", Rules.listOf(ViewFiles::view)).orElse(List.of());
    List<PublishedView> others = views.computeIfAbsent(tenant, _ -> new ArrayList<>());
    for (PublishedView view : named) {
      if (found.stream().anyMatch(it -> isSameVersion(it, view))) {
        endpoint.fault("views", view.label() + " is there twice; allowed: each version once");
      } else if (others.stream().anyMatch(view::contradicts)) {
        endpoint.fault(
            "views",
            "%s is another view of this name and version than %s has elsewhere; allowed: a new version"
                .formatted(view.label(), tenant));
      } else {
        found.add(view);
      }
    }
    if (found.size() > Endpoint.VIEWS_MAX) {
      endpoint.fault("views", "are more than " + Endpoint.VIEWS_MAX + "; allowed: fewer");
      found.clear();
    }
    others.addAll(found);
    return found;
  }

  private static boolean isSameVersion(PublishedView one, PublishedView other) {
    return one.label().equals(other.label());
  }

  private static PublishedView view(ConfigValue value) throws Rule.Refused {
    Path file = file(value);
    byte[] yaml;
    try {
      yaml = ViewFile.bytes(file);
    } catch (IOException e) {
      throw new Rule.Refused(String.valueOf(e.getMessage()));
    }
    return switch (ViewReader.read(yaml)) {
      case CheckedView.Valid(var definition) ->
          new PublishedView(definition, new String(yaml, UTF_8));
      case CheckedView.Faulty(var faults) ->
          throw new Rule.Refused(
              faults.stream().map(it -> file + ":" + it).collect(Collectors.joining("\n  ")));
    };
  }

  private static Path file(ConfigValue value) throws Rule.Refused {
    Path inWorkingDirectory = Rules.path().read(value);
    String configuration = value.origin().filename();
    if (configuration != null) {
      Path beside =
          Path.of(configuration).toAbsolutePath().resolveSibling(Rules.text().read(value));
      if (Files.exists(beside)) {
        return beside.normalize();
      }
    }
    return inWorkingDirectory;
  }
}
