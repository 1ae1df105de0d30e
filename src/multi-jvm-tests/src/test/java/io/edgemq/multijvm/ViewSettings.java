package io.edgemq.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Views of the tests, and settings that ask for them. They lie in `src/test/resources/views`, but
/// for the example, which is that of docs/views.md.
final class ViewSettings {
  /// The view of the example, in `temperature_readings.yaml`.
  static final String EXAMPLE = "temperature_readings";

  private static final Path PAGE = Path.of("..", "..", "docs", "views.md");
  private static final String FENCE = "```";

  private ViewSettings() {}

  /// The definition of a view.
  static String text(String view) throws IOException {
    if (view.equals(EXAMPLE)) {
      String page = Files.readString(PAGE);
      int from = page.indexOf(FENCE + "yaml\n") + FENCE.length() + "yaml\n".length();
      return page.substring(from, page.indexOf(FENCE, from));
    }
    try (InputStream in =
        Objects.requireNonNull(
            ViewSettings.class.getResourceAsStream("/views/" + view + ".yaml"), view)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /// Puts files of views beside the node's configuration.
  static void put(NodeFiles files, String... views) throws IOException {
    for (String view : views) {
      Files.writeString(files.folder().resolve(view + ".yaml"), text(view));
    }
  }

  /// Settings of an endpoint of `acme` that has views, and raw Parquet.
  static String of(String endpoint, String... views) {
    return """
    edgemq.bootstrap.tenants.acme.endpoints.%s {
      outputs = [segment, parquet, views]
      views = ["%s.yaml"]
    }
    """
        .formatted(endpoint, String.join(".yaml\", \"", views));
  }
}
