package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.api.RunningApi;
import io.edgemq.ops.tools.OwnCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The admin commands through the management API of a real node.
class AdminUrlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// More than a page has.
  private static final List<String> LINES =
      IntStream.range(0, 101).mapToObj("line-%03d"::formatted).toList();

  @TempDir private static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    String endpoints = LINES.stream().map(it -> it + " {}").collect(Collectors.joining(", "));
    String more = "bootstrap.tenants.works { plan = pro, endpoints { %s } }".formatted(endpoints);
    api = RunningApi.start(folder.resolve("data"), more);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aDocumentIsSetShownAndRemoved() throws IOException {
    ProgramRun set = set("endpoints", "acme/fair", "{ \"sealAgeMs\": 5000 }");
    assertThat(set.exitCode()).as(set.err()).isZero();
    assertThat(set.out()).isEqualToIgnoringNewLines("endpoints/acme/fair is set, version 1");

    ProgramRun shown = admin("show", "endpoints", "acme/fair");
    assertThat(JSON.readTree(shown.out())).hasToString("{\"sealAgeMs\":5000}");
    assertThat(set("endpoints", "acme/fair", shown.out()).out()).contains("is set, version 2");
    JsonNode json = JSON.readTree(admin("show", "endpoints", "acme/fair", "--json").out());
    assertThat(json.get("tenant").asText()).isEqualTo("acme");
    assertThat(json.at("/versions/0/version").asInt()).isEqualTo(2);
    assertThat(json.at("/versions/0/document/sealAgeMs").asInt()).isEqualTo(5000);

    assertThat(admin("remove", "endpoints", "acme/fair").out())
        .isEqualToIgnoringNewLines("endpoints/acme/fair is removed, version 3");
    ProgramRun gone = admin("show", "endpoints", "acme/fair");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err())
        .contains("endpoints/acme/fair has no document: see edgemq admin list endpoints");
    ProgramRun again = admin("remove", "endpoints", "acme/fair");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("nothing was changed", "There is no endpoints/acme/fair.");
  }

  @Test
  void theListHasDocumentsAndWhatIsDeclared() throws IOException {
    set("tenants", "initech", "{\"plan\":\"pro\"}");
    assertThat(admin("list").out())
        .containsPattern("endpoints .* globex/depot .* - .* good")
        .containsPattern("plans .* free .* - .* good")
        .containsPattern("tenants .* initech .* 1 .* 20.*Z .* _operator/ops .* good");
    JsonNode tenants = JSON.readTree(admin("list", "tenants", "--json").out()).get("documents");
    assertThat(tenants.findValuesAsText("name")).contains("acme", "globex", "initech").isSorted();
    assertThat(tenants.get(0).properties().stream().map(it -> it.getKey()))
        .containsExactly("kind", "name", "version", "state", "updatedAt", "updatedBy");
  }

  @Test
  void aListGoesOnBeyondItsFirstPage() throws IOException {
    JsonNode listed = JSON.readTree(admin("list", "endpoints", "--json").out()).get("documents");
    assertThat(listed.findValuesAsText("name")).containsAll(LINES).doesNotHaveDuplicates();
  }

  @Test
  void aChangeThatIsNotAsExpectedIsNotMade() throws IOException {
    assertThat(set("tenants", "umbrella", "{\"plan\":\"pro\"}", "--expect", "0").exitCode())
        .isZero();
    ProgramRun late = set("tenants", "umbrella", "{\"plan\":\"free\"}", "--expect", "0");
    assertThat(late.exitCode()).isEqualTo(1);
    assertThat(late.err())
        .contains("tenants/umbrella is at version 1, so nothing was changed: look, and try again");
    assertThat(admin("remove", "tenants", "umbrella", "--expect", "1").out())
        .contains("is removed, version 2");
    assertThat(set("tenants", "other", "{\"plan\":\"pro\"}", "--expect", "3").err())
        .contains("tenants/other has no version, so nothing was changed");
    assertThat(set("endpoints", "acme/plant", "{}", "--expect", "0").out())
        .as("what is only declared has no version")
        .contains("is set, version 1");
  }

  @Test
  void whatWouldNotBeRightIsNotMadeAndItIsSaidWhy() throws IOException {
    ProgramRun run = set("tenants", "hooli", "{\"plan\":\"gold\",\"color\":1}");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("nothing was changed", "  there is no member color");
    assertThat(set("tenants", "hooli", "{\"plan\":\"gold\"}").err())
        .contains("there is no plan gold");
    ProgramRun needed = admin("remove", "plans", "pro");
    assertThat(needed.exitCode()).isEqualTo(1);
    assertThat(needed.err()).contains("control/tenants/acme");
  }

  @Test
  void aDestinationIsTriedByTheNode() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");
    String good = "{\"kind\":\"folder\",\"path\":\"%s\"}".formatted(folder.resolve("lake"));
    String bad = "{\"kind\":\"folder\",\"path\":\"%s\"}".formatted(file);
    assertThat(set("destinations", "acme/lake", good).out()).contains("is set, version 1");
    ProgramRun usable = admin("check", "destinations", "acme/lake");
    assertThat(usable.exitCode()).as(usable.err()).isZero();
    assertThat(usable.out()).isEqualToIgnoringNewLines("destinations/acme/lake can be used");

    ProgramRun refused = set("destinations", "acme/pond", bad);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("nothing was changed", "is no folder", "with --no-check it is put nevertheless");
    assertThat(set("destinations", "acme/pond", bad, "--no-check").exitCode()).isZero();
    ProgramRun faulty = admin("check", "destinations", "acme/pond");
    assertThat(faulty.exitCode()).isEqualTo(1);
    assertThat(faulty.err()).contains("destinations/acme/pond cannot be used:", "is no folder");
    assertThat(admin("check", "destinations", "acme/sea").err())
        .contains("there is no destinations/acme/sea");
  }

  @Test
  void aKeyIsMadeListedAndRevoked() throws Exception {
    ProgramRun made =
        admin(
            "key",
            "create",
            "--tenant=acme",
            "--name=fair",
            "--endpoint=plant",
            "--scope=ingest,read",
            "--topic=a/#",
            "--expires=3d");
    assertThat(made.exitCode()).as(made.err()).isZero();
    String secret = made.out().strip();
    assertThat(secret).matches("ing_live_[A-Za-z0-9]{32}");
    assertThat(made.err()).contains("Key fair of acme, shown this once:").doesNotContain(secret);
    ProgramRun taken = admin("key", "create", "--tenant=acme", "--name=fair");
    assertThat(taken.exitCode()).isEqualTo(1);
    assertThat(taken.err()).contains("there is, or was, a key fair of acme: choose another name");

    assertThat(admin("key", "list").out())
        .containsPattern("acme +fair +good +plant +ingest,read +a/# +20.+Z")
        .containsPattern("_operator +ops +good +all +admin +# +never")
        .doesNotContain("ing_live_");
    JsonNode ofGlobex =
        JSON.readTree(admin("key", "list", "--tenant=globex", "--json").out()).get("keys");
    assertThat(ofGlobex).hasSize(1);
    assertThat(ofGlobex.get(0))
        .hasToString(
            "{\"tenant\":\"globex\",\"name\":\"boss\",\"state\":\"good\",\"scopes\":[\"admin\"],\"topics\":[\"#\"]}");

    assertThat(admin("key", "revoke", "--tenant=acme", "--name=fair").out())
        .isEqualToIgnoringNewLines("Key fair of acme is revoked");
    assertThat(admin("key", "revoke", "--tenant=acme", "--name=fair").out())
        .isEqualToIgnoringNewLines("Key fair of acme was revoked already");
    ProgramRun none = admin("key", "revoke", "--tenant=acme", "--name=none");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("acme has no key none: see edgemq admin key list");
  }

  @Test
  void aKeyOfTheOperatorIsGoodForOtherCommands() throws Exception {
    String secret = admin("key", "create", "--operator", "--name=second").out().strip();
    assertThat(with(secret, "list", "plans").out()).contains("pro");
    assertThat(admin("key", "create", "--tenant=nobody", "--name=a").exitCode()).isEqualTo(2);
    ProgramRun unknown = admin("key", "create", "--tenant=acme", "--name=a", "--endpoint=none");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--endpoint is unknown");
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
    assertThat(set("endpoints", "acme/typed", typed).err()).contains("is not published");
    for (int times = 0; times < 2; times++) {
      assertThat(admin("publish", "acme", file.toString()).out())
          .isEqualToIgnoringNewLines("numbers v1 of acme is published");
    }
    assertThat(set("endpoints", "acme/typed", typed).exitCode()).isZero();

    Files.writeString(file, yaml.formatted("b"));
    ProgramRun other = admin("publish", "acme", file.toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .contains("numbers v1 of acme has another definition; a change is a new version");
    ProgramRun nobody = admin("publish", "nobody", file.toString());
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.err()).contains("TENANT is unknown: see edgemq admin list tenants");
  }

  @Test
  void aTenantDoesWithItsKeyWhatIsItsOwn() {
    assertThat(with(RunningApi.GLOBEX, "list", "endpoints").out())
        .contains("globex/depot")
        .doesNotContain("acme");
    assertThat(with(RunningApi.ACME_READER, "show", "endpoints", "acme/plant").exitCode()).isZero();
    ProgramRun foreign = with(RunningApi.GLOBEX, "list", "tenants");
    assertThat(foreign.exitCode()).isEqualTo(1);
    assertThat(foreign.err())
        .contains(
            "403: That is for the operator's keys.",
            "EDGEMQ_API_KEY needs another key",
            "--operator --scope read");
  }

  @Test
  void aKeyWithoutTheScopeIsToldWhichOneItTakes() {
    ProgramRun run = with(RunningApi.ACME_READER, "remove", "endpoints", "acme/plant");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "403: The key lacks the scope admin.", "\"edgemq admin key create --scope admin\"")
        .doesNotContain(RunningApi.ACME_READER);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aWrongKeyIsToldSo() {
    ProgramRun run = with("ing_live_" + "x".repeat(32), "list");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("401: ", "EDGEMQ_API_KEY needs a key that these nodes know")
        .doesNotContain("xxx");
  }

  @Test
  void aMissingKeyIsWrongUsage() {
    ProgramRun run = ProgramRun.of(Map.of("EDGEMQ_API_KEY", " "), "admin", "list", "--url", url());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--url needs an API key: set the variable EDGEMQ_API_KEY");
    assertThat(with("a b", "list").err()).contains("EDGEMQ_API_KEY holds no key");
  }

  @Test
  void anAddressWhereNobodyListensIsNamed() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ProgramRun run =
        ProgramRun.of(
            Map.of("EDGEMQ_API_KEY", "x"), "admin", "list", "--url=http://127.0.0.1:" + port);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cannot connect to http://127.0.0.1:" + port);
  }

  @Test
  void aCertificateOfANodeIsTrustedByItsFile() throws Exception {
    OwnCertificate own = OwnCertificate.in(Files.createDirectory(folder.resolve("tls")));
    String more =
        "management { certificate = \"%s\", key = \"%s\" }".formatted(own.certificate(), own.key());
    try (RunningApi tls = RunningApi.start(folder.resolve("tls/data"), more)) {
      Map<String, String> key = Map.of("EDGEMQ_API_KEY", RunningApi.OPERATOR);
      String url = "--url=https://" + tls.node().management().orElseThrow();
      ProgramRun trusted =
          ProgramRun.of(key, "admin", "list", "plans", url, "--ca=" + own.certificate());
      assertThat(trusted.exitCode()).as(trusted.err()).isZero();
      assertThat(trusted.out()).contains("pro");
      ProgramRun untrusted = ProgramRun.of(key, "admin", "list", "plans", url);
      assertThat(untrusted.exitCode()).isEqualTo(1);
      assertThat(untrusted.err()).contains("no TLS with https://", "--ca names the certificates");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list --url=http://h --config=edge.conf | --url and --config or -D exclude each other",
        "list --url=http://h -D mqtt.port=0 | --url and --config or -D exclude each other",
        "list --ca=ca.pem | --ca goes with --url only",
        "list --url=http://h --ca=ca.pem | --ca goes with https:// only",
        "list --url=h:1 | allowed: http://HOST:PORT, https://HOST:PORT",
        "list --url=http://h/v1 | --url is no address of a node",
        "list --url=http://k@h | --url is no address of a node",
        "show plans pro --history --url=http://h | --history goes with --config only"
      })
  void whatDoesNotGoTogetherIsWrongUsage(String arguments, String message) {
    ProgramRun run =
        ProgramRun.of(
            Map.of("EDGEMQ_API_KEY", RunningApi.OPERATOR), ("admin " + arguments).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message, " --help");
  }

  private static ProgramRun set(String kind, String name, String json, String... more)
      throws IOException {
    Path file = Files.writeString(folder.resolve("document.json"), json);
    var all = new ArrayList<>(List.of("set", kind, name, file.toString()));
    all.addAll(List.of(more));
    return admin(all.toArray(String[]::new));
  }

  private static ProgramRun admin(String... arguments) {
    return with(RunningApi.OPERATOR, arguments);
  }

  private static ProgramRun with(String key, String... arguments) {
    var all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(arguments));
    all.add("--url=" + url());
    return ProgramRun.of(Map.of("EDGEMQ_API_KEY", key), all.toArray(String[]::new));
  }

  private static String url() {
    return "http://" + api.node().management().orElseThrow() + "/";
  }
}
