package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    config = folder.resolve("edge.conf");
    Files.writeString(
        config,
        """
        edgemq {
          data-dir = %1$s/data
          object-store.folder.path = %1$s/objects
          bootstrap.tenants.acme { plan = pro, endpoints { plant {} } }
        }
        """
            .formatted(folder));
  }

  @Test
  void aDocumentIsSetShownWithItsHistoryAndRemoved() throws IOException {
    assertThat(set("endpoints", "acme/plant", "{ \"sealAgeMs\": 5000 }").out())
        .isEqualToIgnoringNewLines("endpoints/acme/plant is set, version 1");
    assertThat(admin("show", "endpoints", "acme/plant").out())
        .matches(
            "\\{\"schema\":1,\"updatedAt\":\"20.*Z\",\"updatedBy\":\".+\",\"sealAgeMs\":5000}\n");
    assertThat(admin("remove", "endpoints", "acme/plant").out())
        .isEqualToIgnoringNewLines("endpoints/acme/plant is removed, version 2");
    try (Stream<Path> files = Files.walk(folder.resolve("objects/audit"))) {
      List<Path> noted = files.filter(Files::isRegularFile).sorted().toList();
      assertThat(noted).hasSize(2);
      assertThat(Files.readString(noted.getLast()))
          .contains(
              "\"action\":\"remove\",\"target\":\"endpoints/acme/plant\",\"outcome\":\"done\",\"version\":2");
    }
    assertThat(admin("show", "endpoints", "acme/plant", "--history").out().lines())
        .satisfiesExactly(
            it -> assertThat(it).startsWith("1 {\"schema\":1,").endsWith("\"sealAgeMs\":5000}"),
            it -> assertThat(it).startsWith("2 {\"schema\":1,").endsWith("\"removed\":true}"));
  }

  @Test
  void whatWasShownCanBeSetAgain() throws IOException {
    set("tenants", "globex", "{\"plan\":\"pro\"}");
    String shown = admin("show", "tenants", "globex").out();
    assertThat(set("tenants", "globex", shown).exitCode()).isZero();
    assertThat(admin("show", "tenants", "globex").out()).contains("\"plan\":\"pro\"");
  }

  @Test
  void theListHasDocumentsAndWhatIsDeclared() throws IOException {
    set("tenants", "globex", "{\"plan\":\"pro\"}");
    set("tenants", "globex", "{\"plan\":\"free\"}");
    admin("remove", "endpoints", "acme/plant");
    ProgramRun list = admin("list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .containsPattern("endpoints .* acme/plant .* 1 .* removed")
        .containsPattern("plans .* free .* - .* good")
        .containsPattern("tenants .* acme .* - .* good")
        .containsPattern("tenants .* globex .* 2 .* 20.*Z .* good");
    assertThat(admin("list", "tenants").out()).contains("globex").doesNotContain("plant");
  }

  @Test
  void listAndShowAreThereAsJson() throws IOException {
    set("endpoints", "acme/plant", "{ \"sealAgeMs\": 5000 }");
    set("endpoints", "acme/plant", "{ \"sealAgeMs\": 6000 }");

    JsonNode list = JSON.readTree(admin("list", "endpoints", "--json").out()).get("documents");
    assertThat(list).hasSize(1);
    assertThat(list.get(0).properties().stream().map(it -> it.getKey()))
        .containsExactly("kind", "tenant", "name", "version", "state", "updatedAt", "updatedBy");
    assertThat(list.get(0).get("tenant").asText()).isEqualTo("acme");
    assertThat(list.get(0).get("name").asText()).isEqualTo("plant");
    assertThat(list.get(0).get("version").asInt()).isEqualTo(2);
    JsonNode last = JSON.readTree(admin("show", "endpoints", "acme/plant", "--json").out());
    assertThat(last.get("versions")).hasSize(1);
    assertThat(last.at("/versions/0/version").asInt()).isEqualTo(2);
    assertThat(last.at("/versions/0/document/sealAgeMs").asInt()).isEqualTo(6000);
    JsonNode all =
        JSON.readTree(admin("show", "endpoints", "acme/plant", "--history", "--json").out());
    assertThat(all.get("versions")).hasSize(2);
    assertThat(all.at("/versions/0/document/sealAgeMs").asInt()).isEqualTo(5000);
  }

  @Test
  void aChangeThatIsNotAsExpectedIsNotMade() throws IOException {
    assertThat(set("tenants", "globex", "{\"plan\":\"pro\"}", "--expect", "0").exitCode()).isZero();
    ProgramRun late = set("tenants", "globex", "{\"plan\":\"free\"}", "--expect", "0");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.err())
        .contains("tenants/globex is at version 1, so nothing was changed: look, and try again");
    assertThat(admin("remove", "tenants", "globex", "--expect", "1").exitCode()).isZero();
    assertThat(set("tenants", "other", "{\"plan\":\"pro\"}", "--expect", "3").err())
        .contains("tenants/other has no version, so nothing was changed");
  }

  @Test
  void whatWouldNotBeRightIsNotMadeAndItIsSaidWhy() throws IOException {
    ProgramRun run = set("tenants", "globex", "{\"plan\":\"gold\",\"color\":1}");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("nothing was changed", "there is no member color");
    assertThat(set("tenants", "globex", "{\"plan\":\"gold\"}").err())
        .contains("there is no plan gold");
    assertThat(
            set("plans", "p", "{\"connectionsMax\":1,\"qosMax\":1,\"topics\":[\"a/#/b\"]}").err())
        .contains("topics has a text that is no topic filter");
    assertThat(admin("remove", "plans", "pro").err()).contains("control/tenants/acme");
    assertThat(admin("show", "tenants", "globex").exitCode()).isEqualTo(1);
    assertThat(folder.resolve("objects")).doesNotExist();
  }

  @Test
  void anEndpointCanHaveAViewOnceItIsPublished() throws IOException {
    String yaml =
        """
        name: numbers
        version: 1
        format: json
        definition:
          columns:
            - { name: %s, expr: { json_path: "$.a" }, type: bigint }
          output:
            format: parquet
        """;
    Path file = Files.writeString(folder.resolve("numbers.yaml"), yaml.formatted("a"));
    String typed = "{\"outputs\":[\"segment\",\"views\"],\"views\":[\"numbers/v1\"]}";
    assertThat(set("endpoints", "acme/plant", typed).err()).contains("is not published");
    assertThat(admin("publish", "acme", file.toString()).out())
        .isEqualToIgnoringNewLines("numbers v1 of acme is published");
    assertThat(set("endpoints", "acme/plant", typed).exitCode()).isZero();

    Files.writeString(file, yaml.formatted("b"));
    ProgramRun other = admin("publish", "acme", file.toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("a change is a new version");
    assertThat(admin("publish", "nobody", file.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void wrongUsageIsSaidToBeSo() {
    assertThat(admin("set", "tenants", "Globex", "x.json").exitCode()).isEqualTo(2);
    assertThat(admin("show", "endpoints", "plant").err()).contains("allowed: TENANT/NAME");
    assertThat(admin("show", "tenants", "control").exitCode()).isEqualTo(2);
    assertThat(admin("show", "things", "a").exitCode()).isEqualTo(2);
    assertThat(admin("set", "tenants", "globex", "missing.json").exitCode()).isEqualTo(1);
  }

  @Test
  void aKeyCanBeMadeForWhatDocumentsSay() throws IOException {
    set("tenants", "globex", "{\"plan\":\"pro\"}");
    set("endpoints", "globex/office", "{}");
    ProgramRun run =
        admin("key", "create", "--tenant", "globex", "--name", "a", "--endpoint", "office");
    assertThat(run.exitCode()).as(run.err()).isZero();
    admin("remove", "endpoints", "acme/plant");
    assertThat(admin("key", "create", "--tenant", "acme", "--name", "b").exitCode()).isEqualTo(2);
  }

  private ProgramRun set(String kind, String name, String json, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("document.json"), json);
    var all = new ArrayList<>(List.of("set", kind, name, file.toString()));
    all.addAll(List.of(more));
    return admin(all.toArray(String[]::new));
  }

  private ProgramRun admin(String... arguments) {
    var all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return ProgramRun.of(all.toArray(String[]::new));
  }
}
