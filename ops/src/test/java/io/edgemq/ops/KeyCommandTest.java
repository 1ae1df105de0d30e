package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.cluster.directory.SecretHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCommandTest {
  private static final String DECLARED = "ing_live_" + "d".repeat(32);

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
          bootstrap.tenants.acme {
            plan = pro
            endpoints { plant {}, depot {} }
            keys = [ { name = declared, key = %2$s, endpoint = plant } ]
          }
        }
        """
            .formatted(folder, DECLARED));
  }

  @Test
  void aKeyIsShownOnceAndKeptAsItsHash() throws IOException {
    ProgramRun run = key("create", "--tenant", "acme", "--name", "device-7", "--endpoint", "plant");
    assertThat(run.exitCode()).as(run.err()).isZero();
    String secret = run.out().strip();
    assertThat(secret).matches("ing_live_[A-Za-z0-9]{32}");
    assertThat(run.err()).contains("device-7 of acme").doesNotContain(secret);

    String document = Files.readString(folder.resolve("objects/control/keys/acme/device-7.json"));
    assertThat(document)
        .contains(SecretHash.of(secret.getBytes(US_ASCII)).hex())
        .doesNotContain(secret.substring("ing_live_".length()));
    assertThat(key("create", "--tenant", "acme", "--name", "other").out().strip())
        .isNotEqualTo(secret);
  }

  @Test
  void theListHasAllKeysAndTheirState() {
    key(
        "create",
        "--tenant",
        "acme",
        "--name",
        "fair",
        "--expires",
        "3d",
        "--topic",
        "a/#",
        "--topic",
        "b",
        "--scope",
        "ingest,admin");
    key("create", "--tenant", "acme", "--name", "lost");
    assertThat(key("revoke", "--tenant", "acme", "--name", "lost").out())
        .isEqualToIgnoringNewLines("Key lost of acme is revoked");
    assertThat(key("revoke", "--tenant", "acme", "--name", "lost").out())
        .isEqualToIgnoringNewLines("Key lost of acme was revoked already");

    ProgramRun list = key("list");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out().lines())
        .satisfiesExactly(
            it -> assertThat(it).matches("TENANT +NAME +STATE +ENDPOINT +SCOPES +TOPICS +EXPIRES"),
            it -> assertThat(it).matches("acme +declared +good +plant +ingest +# +never"),
            it -> assertThat(it).matches("acme +fair +good +all +admin,ingest +a/# b +20.+Z"),
            it -> assertThat(it).matches("acme +lost +revoked +all +ingest +# +never"));
    assertThat(list.out()).doesNotContain("ing_live_");
    assertThat(key("list", "--tenant", "nobody").out().lines()).hasSize(1);
  }

  @Test
  void theListIsThereAsJson() throws IOException {
    key("create", "--tenant", "acme", "--name", "fair", "--expires", "3d", "--endpoint", "plant");
    key("create", "--tenant", "acme", "--name", "lost", "--scope", "ingest,admin");
    key("revoke", "--tenant", "acme", "--name", "lost");

    JsonNode keys = new ObjectMapper().readTree(key("list", "--json").out()).get("keys");
    JsonNode fair = named(keys, "fair");
    assertThat(fair.get("tenant").asText()).isEqualTo("acme");
    assertThat(fair.get("state").asText()).isEqualTo("good");
    assertThat(fair.get("endpoint").asText()).isEqualTo("plant");
    assertThat(fair.get("expiresAt").asText()).endsWith("Z");
    JsonNode lost = named(keys, "lost");
    assertThat(lost.get("state").asText()).isEqualTo("revoked");
    assertThat(lost.get("scopes")).hasToString("[\"admin\",\"ingest\"]");
    assertThat(lost.get("topics")).hasToString("[\"#\"]");
    assertThat(lost.has("endpoint") || lost.has("expiresAt")).isFalse();
  }

  private static JsonNode named(JsonNode keys, String name) {
    return StreamSupport.stream(keys.spliterator(), false)
        .filter(it -> it.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDocumentThatIsNoKeyIsNamedAndTheRestListed() throws IOException {
    key("create", "--tenant", "acme", "--name", "good");
    Files.writeString(folder.resolve("objects/control/keys/acme/bad.json"), "{");
    ProgramRun list = key("list");
    assertThat(list.err()).contains("key bad of acme");
    assertThat(list.out()).contains("declared", "good");
  }

  @Test
  void aKeyOfTheOperatorBelongsToNoTenant() throws IOException {
    ProgramRun run = key("create", "--operator", "--name", "ops");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Key ops of the operator");
    assertThat(folder.resolve("objects/control/keys/_operator/ops.json")).exists();
    assertThat(key("list").out()).containsPattern("_operator +ops +good +all +admin +");
    assertThat(key("create", "--operator", "--name", "a", "--scope", "ingest").err())
        .contains("allowed: metrics, read, admin");
    assertThat(key("create", "--operator", "--name", "a", "--endpoint", "plant").exitCode())
        .isEqualTo(2);
    assertThat(key("create", "--operator", "--tenant", "acme", "--name", "a").exitCode())
        .isEqualTo(2);
    assertThat(key("revoke", "--operator", "--name", "ops").out())
        .isEqualToIgnoringNewLines("Key ops of the operator is revoked");
  }

  @Test
  void whatWasDoneIsInTheAuditLogWithoutTheKey() throws IOException {
    String secret = key("create", "--tenant", "acme", "--name", "noted").out().strip();
    key("create", "--tenant", "acme", "--name", "noted"); // refused, so not in the store
    key("revoke", "--tenant", "acme", "--name", "noted");

    try (Stream<Path> files = Files.walk(folder.resolve("objects/audit"))) {
      List<Path> entries = files.filter(Files::isRegularFile).sorted().toList();
      assertThat(entries).hasSize(2);
      assertThat(Files.readString(entries.getFirst()))
          .contains(
              "\"by\":\"" + System.getProperty("user.name") + "\"",
              "\"action\":\"create-key\",\"target\":\"keys/acme/noted\",\"outcome\":\"done\"")
          .doesNotContain("ing_live_", secret);
      assertThat(Files.readString(entries.getLast())).contains("\"action\":\"revoke-key\"");
    }
  }

  @Test
  void aNameIsUsedOnceForEver() throws IOException {
    key("create", "--tenant", "acme", "--name", "once");
    key("revoke", "--tenant", "acme", "--name", "once");
    for (String name : List.of("once", "declared")) {
      ProgramRun again = key("create", "--tenant", "acme", "--name", name);
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(again.err()).contains("there is, or was, a key " + name + " of acme");
      assertThat(again.out()).isEmpty();
    }
    assertThat(documents()).hasSize(2);
  }

  @Test
  void aKeyOfTheConfigurationCanBeRevokedAndAnUnknownOneCannot() throws IOException {
    assertThat(key("revoke", "--tenant", "acme", "--name", "declared").exitCode()).isZero();
    assertThat(key("list").out()).containsPattern("declared +revoked");
    ProgramRun unknown = key("revoke", "--tenant", "acme", "--name", "nobody");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("acme has no key nobody");
    assertThat(documents()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--tenant nobody --name a, --tenant is unknown; allowed: acme",
    "--tenant acme --name A, --name is not a name",
    "--tenant acme --name ing_live_a, --name is not a name",
    "--tenant acme --name a --endpoint lab, '--endpoint is unknown; allowed: depot, plant'",
    "--tenant acme --name a --topic a/#/b, --topic 'a/#/b' is no filter",
    "--tenant acme --name a --scope all, --scope",
    "--tenant acme --name a --expires soon, --expires is no time",
    "--tenant acme --name a --expires 2020-01-01T00:00:00Z, --expires is in the past",
    "--tenant acme, --name",
    "--name a, --tenant"
  })
  void whatCannotBeIsRefusedAndNothingIsMade(String arguments, String why) throws IOException {
    ProgramRun run = key("create", arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
    assertThat(documents()).isEmpty();
  }

  private ProgramRun key(String command, String... arguments) {
    var all = new ArrayList<>(List.of("admin", "key", command, "--config", config.toString()));
    all.addAll(List.of(arguments));
    return ProgramRun.of(all.toArray(String[]::new));
  }

  private List<Path> documents() throws IOException {
    Path control = folder.resolve("objects/control");
    if (!Files.exists(control)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(control)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
