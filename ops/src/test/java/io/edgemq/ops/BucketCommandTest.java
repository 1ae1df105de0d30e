package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Commands on stores in buckets.
class BucketCommandTest {
  private static S3Server server;
  private static int stores;

  @TempDir private Path folder;
  private String prefix;
  private Path config;

  @BeforeAll
  static void startServer() {
    server = new S3Server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void configure() throws IOException {
    prefix = "store-" + stores++;
    config = configured(prefix);
  }

  private Path configured(String prefix) throws IOException {
    return Files.writeString(
        folder.resolve("edge.conf"),
        """
        edgemq {
          data-dir = %s/data
          %s
          object-store.s3.credentials.lake { access-key = test-access-key, secret-key = test-secret-key }
          bootstrap.tenants.acme { plan = pro, endpoints { plant {} } }
        }
        """
            .formatted(folder, server.hocon(prefix)));
  }

  @Test
  void aStoreInABucketIsVerifiedFromItsRootOrAnyPlaceInIt() throws IOException {
    upload();

    for (String place : List.of("", "/", "/acme", "/acme/plant/local/node-a/00000001/commits")) {
      ProgramRun run = verify(prefix + place);
      assertThat(run.err()).as(place).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines())
          .contains("  markers                    1", "  frames                     2");
    }
  }

  @Test
  void theRootOfAStoreThatIsNotConfiguredIsFoundByItsMarkers() throws IOException {
    upload();
    configured("");

    assertThat(verify(prefix + "/acme").out().lines())
        .contains("  markers                    1", "  frames                     2");
    assertThat(verify(prefix).exitCode()).isZero();
    assertThat(verify("elsewhere").err())
        .contains("no commit marker found under s3://lake/elsewhere");
  }

  @Test
  void aDamagedObjectInABucketIsAFault() throws IOException {
    SmallStore committed = committed();
    try (Stream<Path> files = Files.walk(committed.objects())) {
      SmallStore.damage(
          files.filter(it -> it.toString().endsWith(".wal.zst")).findFirst().orElseThrow(), 20);
    }
    upload(committed);

    ProgramRun run = verify(prefix);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("1 fault:");
  }

  @Test
  void whatIsCommittedInABucketIsReplayed() throws IOException {
    upload();
    var out = new ByteArrayOutputStream();

    ProgramRun run =
        ProgramRun.of(
            new CommandLine(new ReplayCommand(out, (_, _) -> {})),
            "s3://lake/" + prefix + "/acme",
            "--config",
            config.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out.toString(UTF_8).lines()).hasSize(2).allMatch(it -> it.contains("\"plant\""));
  }

  @Test
  void whatIsCommittedInABucketIsRenderedThereOnce() throws IOException {
    upload();
    Path view = view(1, "bigint");

    ProgramRun first = render(view, prefix + "/acme/plant");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("segments rendered             1");
    assertThat(verify(prefix).out().lines()).contains("  render markers             1");
    assertThat(render(view, prefix).out()).contains("segments that had it already  1");
  }

  @Test
  void whatIsCommittedInABucketMayBeRenderedToAFolderOrAnotherPrefix() throws IOException {
    upload();
    Path view = view(1, "bigint");

    ProgramRun toFolder = render(view, prefix, "--to", folder.resolve("typed").toString());
    assertThat(toFolder.exitCode()).as(toFolder.err()).isZero();
    assertThat(folder.resolve("typed/acme/plant/views/numbers/v1")).isDirectory();
    ProgramRun toBucket = render(view, prefix, "--to", "s3://lake/typed-" + prefix);
    assertThat(toBucket.exitCode()).as(toBucket.err()).isZero();
    try (S3ObjectStore bucket = server.store("typed-" + prefix)) {
      assertThat(bucket.list("acme/plant/views/numbers/v1/")).hasSize(1);
    }
    assertThat(verify(prefix).out().lines()).contains("  render markers             0");
  }

  @Test
  void deadLettersInABucketAreReplayed() throws IOException {
    upload();
    assertThat(render(view(1, "boolean"), prefix).out())
        .contains("dead letters                  2");

    ProgramRun run =
        ProgramRun.of(
            "dlq",
            "replay",
            "--json",
            "--view",
            view(2, "bigint").toString(),
            "--from",
            "s3://lake/" + prefix,
            "--config",
            config.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"view\" : \"numbers/v2\"", "\"rowsOut\" : 2");
  }

  private Path view(int version, String type) throws IOException {
    return Files.writeString(
        folder.resolve("view.yaml"),
        """
        { name: numbers, version: %d, format: json, definition: {
            columns: [ { name: n, expr: { json_path: $ }, type: %s } ],
            output: { format: parquet } } }
        """
            .formatted(version, type));
  }

  private ProgramRun render(Path view, String place, String... more) {
    return ProgramRun.of(
        Stream.concat(
                Stream.of(
                    "render",
                    "--view",
                    view.toString(),
                    "--from",
                    "s3://lake/" + place,
                    "--config",
                    config.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void aDestinationIsTriedBeforeItIsPut() throws IOException {
    assertThat(set(destination("lake", "tenant")).out())
        .isEqualToIgnoringNewLines("destinations/acme/lake is set, version 1");
    ProgramRun check = admin("check", "destinations", "acme/lake");
    assertThat(check.out()).isEqualToIgnoringNewLines("destinations/acme/lake can be used");
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void aDestinationThatCannotBeUsedIsNotPutUnlessSomebodyInsists() throws IOException {
    String nowhere = destination("nowhere", "tenant");

    ProgramRun refused = set(nowhere);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("nothing was changed", "404 NoSuchBucket", "--no-check");

    assertThat(set(nowhere, "--no-check").exitCode()).isZero();
    ProgramRun check = admin("check", "destinations", "acme/lake");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.err()).contains("destinations/acme/lake cannot be used", "make the bucket");
  }

  @Test
  void onlyWhatIsADestinationIsChecked() {
    assertThat(admin("check", "tenants", "acme").err()).contains("only destinations");
    assertThat(admin("check", "destinations", "acme/none").err())
        .contains("there is no destinations/acme/none");
  }

  private static String destination(String bucket, String prefix) {
    return """
    { "kind": "s3", "bucket": "%s", "prefix": "%s", "endpoint": "%s", "pathStyle": true,
      "credentials": "lake" }
    """
        .formatted(bucket, prefix, server.endpoint());
  }

  private ProgramRun set(String json, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("document.json"), json);
    return admin(
        Stream.concat(
                Stream.of("set", "destinations", "acme/lake", file.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private ProgramRun admin(String... arguments) {
    return ProgramRun.of(
        Stream.of(
                Stream.of("admin"), Stream.of(arguments), Stream.of("--config", config.toString()))
            .flatMap(it -> it)
            .toArray(String[]::new));
  }

  private ProgramRun verify(String place) {
    return ProgramRun.of("verify", "s3://lake/" + place, "--config", config.toString());
  }

  private void upload() throws IOException {
    upload(committed());
  }

  private SmallStore committed() throws IOException {
    var committed = new SmallStore(folder);
    committed.commit(
        "plant",
        run -> {
          SmallStore.mqtt(run, "a", "1");
          SmallStore.mqtt(run, "b", "2");
        });
    return committed;
  }

  private void upload(SmallStore committed) throws IOException {
    try (S3ObjectStore bucket = server.store(prefix);
        Stream<Path> files = Files.walk(committed.objects())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bucket.putIfAbsent(
            committed.objects().relativize(file).toString(),
            ObjectContent.of(Files.readAllBytes(file), "application/octet-stream"));
      }
    }
  }
}
