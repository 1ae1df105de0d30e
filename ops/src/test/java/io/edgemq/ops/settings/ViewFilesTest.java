package io.edgemq.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.PublishedView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewFilesTest {
  private static final String VIEW =
      """
      name: %s
      version: %d
      format: json
      definition:
        columns:
          - { name: %s, expr: { json_path: "$.a" }, type: varchar }
        output: { format: parquet }
      """;

  @TempDir private Path folder;

  @Test
  void viewsLieBesideTheFileThatNamesThem() throws IOException {
    write("views/a.yaml", VIEW.formatted("a", 1, "x"));
    write("views/a2.yaml", VIEW.formatted("a", 2, "y"));

    Endpoint plant = endpoint("[\"views/a.yaml\", \"views/a2.yaml\"]");

    assertThat(plant.outputs()).containsExactlyInAnyOrder(Output.SEGMENT, Output.VIEWS);
    assertThat(plant.views()).extracting(PublishedView::label).containsExactly("a v1", "a v2");
    assertThat(plant.views().getFirst().yaml()).isEqualTo(VIEW.formatted("a", 1, "x"));
  }

  @Test
  void anAbsolutePathIsTakenAsItIs(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("a.yaml"), VIEW.formatted("a", 1, "x"));

    assertThat(endpoint("[\"" + other.resolve("a.yaml") + "\"]").views()).hasSize(1);
  }

  @Test
  void everyFaultOfADefinitionIsToldWithItsPlace() throws IOException {
    write("a.yaml", VIEW.formatted("A", 0, "x"));

    assertThat(faults("views = [\"a.yaml\"]"))
        .singleElement()
        .asString()
        .startsWith("edgemq.bootstrap.tenants.acme.endpoints.plant.views: ")
        .contains(folder.resolve("a.yaml") + ":1:7: name: ")
        .contains(folder.resolve("a.yaml") + ":2:10: version: ");
  }

  @Test
  void aVersionIsThereOnce() throws IOException {
    write("a.yaml", VIEW.formatted("a", 1, "x"));

    assertThat(faults("views = [\"a.yaml\", \"a.yaml\"]"))
        .singleElement()
        .asString()
        .contains("a v1 is there twice");
  }

  @Test
  void aVersionMeansOneThingInATenant() throws IOException {
    write("a.yaml", VIEW.formatted("a", 1, "x"));
    write("other.yaml", VIEW.formatted("a", 1, "y"));
    write("same.yaml", "# laid out in another way\n" + VIEW.formatted("a", 1, "x"));

    assertThat(
            faults(
                "views = [\"a.yaml\"] }\nendpoints.zoo { outputs = [segment, views], views = [\"other.yaml\"]"))
        .singleElement()
        .asString()
        .contains("a v1 is another view of this name and version");
    assertThat(
            faults(
                "views = [\"a.yaml\"] }\nendpoints.zoo { outputs = [segment, views], views = [\"same.yaml\"]"))
        .isEmpty();
  }

  @Test
  void whatIsNoPathIsRefused() throws IOException {
    assertThat(faults("views = [\"a\\u0000b\"]"))
        .singleElement()
        .asString()
        .contains("is not a path on this system");
  }

  @Test
  void viewsNeedTheirOutput() throws IOException {
    write("a.yaml", VIEW.formatted("a", 1, "x"));

    assertThat(faults("views = [\"a.yaml\"], outputs = [segment]"))
        .singleElement()
        .asString()
        .contains("are named, and outputs has none");
  }

  @Test
  void thereAreNotTooMany() throws IOException {
    var names = new StringBuilder();
    for (int i = 0; i <= Endpoint.VIEWS_MAX; i++) {
      write("v%d.yaml".formatted(i), VIEW.formatted("v" + i, 1, "x"));
      names.append("\"v%d.yaml\",".formatted(i));
    }

    assertThat(faults("views = [" + names + "]"))
        .singleElement()
        .asString()
        .contains("are more than 16");
  }

  private Endpoint endpoint(String views) throws IOException {
    return switch (load("views = " + views)) {
      case LoadedSettings.Valid(NodeSettings settings) ->
          settings.declared().directory().endpoint("acme", "plant").orElseThrow();
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  private List<String> faults(String endpoint) throws IOException {
    return switch (load(endpoint)) {
      case LoadedSettings.Valid _ -> List.of();
      case LoadedSettings.Faulty(List<String> faults) -> faults;
    };
  }

  private LoadedSettings load(String endpoint) throws IOException {
    Path file =
        write(
            "edge.conf",
            """
            edgemq.bootstrap.tenants.acme {
              plan = pro
              endpoints.plant { outputs = [segment, views], %s }
            }
            """
                .formatted(endpoint));
    return SettingsLoader.load(file, List.of());
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
