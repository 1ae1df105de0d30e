package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.commit.RenderMarker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderCommandTest {
  private static final String VIEW =
      """
      name: readings
      version: %d
      format: json
      definition:
        columns:
          - { name: temp, expr: { json_path: $.t }, type: %s }
          - { name: site, expr: { json_path: $.s }, type: varchar }
        transform:
          where: { fn: is_not_null, args: [ { meta: topic } ] }
        output: { format: %s }
      """;

  @TempDir private Path folder;
  private SmallStore store;

  @BeforeEach
  void commitTwoSegments() throws IOException {
    store = new SmallStore(folder);
    store.commit(
        "plant",
        run -> {
          SmallStore.mqtt(run, "a", "{\"t\":1,\"s\":\"north\"}");
          SmallStore.mqtt(run, "a", "{\"t\":2.5}");
          SmallStore.mqtt(run, "a", "{\"t\":\"x\"}");
          SmallStore.http(run, "{\"t\":9}");
        });
    store.commit("lab", run -> SmallStore.mqtt(run, "b", "{\"t\":3,\"s\":\"south\"}"));
  }

  @Test
  void everySegmentIsRenderedOnceAndItsCommitMarkerIsLeftAlone() throws IOException {
    List<Path> before = objects();
    String view = view(1, "bigint");

    ProgramRun first = render(view);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(rows(first, "segments rendered")).isEqualTo("2");
    assertThat(rows(first, "rows in")).isEqualTo("5");
    assertThat(rows(first, "rows")).isEqualTo("2");
    assertThat(rows(first, "null values in them")).isEqualTo("0");
    assertThat(rows(first, "filtered")).isEqualTo("1");
    assertThat(rows(first, "dead letters")).isEqualTo("2");
    assertThat(rows(first, "files")).startsWith("3");

    List<Path> after = objects();
    assertThat(after).containsAll(before).hasSize(before.size() + 3 + 2 + 1);
    assertThat(markers()).extracting(RenderMarker::source).containsOnly("segment");
    ProgramRun again = render(view);
    assertThat(rows(again, "segments that had it already")).isEqualTo("2");
    assertThat(objects()).isEqualTo(after);
    assertThat(verify().exitCode()).isZero();
    assertThat(rows(verify(), "render markers")).isEqualTo("2");
  }

  @Test
  void whatWasBrokenOffIsTakenUp() throws IOException {
    String view = view(1, "double");
    render(view);
    List<Path> after = objects();
    Path marker =
        after.stream()
            .filter(it -> it.toString().contains("plant/renders"))
            .findFirst()
            .orElseThrow();
    Files.delete(store.objects().resolve(marker));

    ProgramRun again = render(view);

    assertThat(rows(again, "segments rendered")).isEqualTo("1");
    assertThat(rows(again, "segments that had it already")).isEqualTo("1");
    assertThat(objects()).isEqualTo(after);
  }

  @Test
  void aDryRunPutsNothing() throws IOException {
    List<Path> before = objects();

    ProgramRun run = render(view(1, "bigint"), "--dry-run");

    assertThat(run.out()).contains("nothing was put");
    assertThat(rows(run, "dead letters")).isEqualTo("2");
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void anEndpointMayBeRenderedToAnotherStore() throws IOException {
    List<Path> before = objects();
    Path to = folder.resolve("typed/here");

    ProgramRun run =
        ProgramRun.of(
            "render",
            "--view",
            view(1, "bigint"),
            "--from",
            store.objects().resolve("acme/plant").toString(),
            "--to",
            to.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(objects()).isEqualTo(before);
    assertThat(to.resolve("views/readings/v1")).isDirectory();
    assertThat(to.resolve("dlq/readings/v1/dt=2023-11-14")).isDirectory();
    assertThat(ProgramRun.of("verify", to.toString()).exitCode()).isZero();
    assertThat(ProgramRun.of("verify", to.resolve("renders").toString()).exitCode()).isZero();
  }

  @Test
  void endpointsBelowTheFolderStayApart() throws IOException {
    Path to = folder.resolve("typed");

    ProgramRun.of(
        "render",
        "--view",
        view(1, "bigint"),
        "--from",
        store.objects().resolve("acme").toString(),
        "--to",
        to.toString());

    assertThat(to.resolve("plant/views/readings/v1")).isDirectory();
    assertThat(to.resolve("lab/views/readings/v1")).isDirectory();
  }

  @Test
  void aVersionIsNotRenderedWithAnotherDefinition() throws IOException {
    render(view(1, "bigint"));
    List<Path> before = objects();

    assertThat(render(view(1, "double"), "--dry-run").exitCode()).isEqualTo(1);
    ProgramRun run = render(view(1, "double"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("control/views/acme/readings/v1.yaml has another definition");
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void aDamagedSegmentIsToldAndHoldsBackNoOther() throws IOException {
    Path segment =
        objects().stream()
            .filter(it -> it.toString().contains("plant") && it.toString().endsWith(".zst"))
            .findFirst()
            .orElseThrow();
    SmallStore.damage(store.objects().resolve(segment), 30);

    ProgramRun run = render(view(1, "bigint"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(rows(run, "segments rendered")).isEqualTo("1");
    assertThat(run.out())
        .contains("1 segment not rendered:")
        .contains(segment + " is not the object that its marker speaks of");
  }

  @ParameterizedTest
  @CsvSource({"'\"epoch\":1','\"epoch\":0'", "'\"tenant\":\"acme\"','\"tenant\":\"..\"'"})
  void aMarkerOfNoSegmentIsToldAndHoldsBackNoOther(String from, String to) throws IOException {
    Path marker =
        objects().stream()
            .filter(it -> it.toString().contains("plant") && it.toString().contains("/commits/"))
            .map(store.objects()::resolve)
            .findFirst()
            .orElseThrow();
    String json = Files.readString(marker);
    assertThat(json).contains(from);
    Files.writeString(marker, json.replace(from, to));

    ProgramRun run = render(view(1, "bigint"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(rows(run, "segments rendered")).isEqualTo("1");
    assertThat(run.out()).contains("is no readable marker: ");
  }

  @Test
  void deadLettersAreRenderedWithANewerVersion() throws IOException {
    render(view(1, "bigint"));

    ProgramRun replay = replay(view(3, "double"));
    assertThat(replay.exitCode()).as(replay.err()).isZero();
    assertThat(rows(replay, "segments rendered")).isEqualTo("1");
    assertThat(rows(replay, "segments without dead letters")).isEqualTo("1");
    assertThat(rows(replay, "rows in")).isEqualTo("2");
    assertThat(rows(replay, "rows")).isEqualTo("1");
    assertThat(rows(replay, "dead letters")).isEqualTo("1");
    assertThat(markers()).extracting(RenderMarker::source).contains("dlq");
    assertThat(rows(replay(view(3, "double")), "segments that had it already")).isEqualTo("1");

    ProgramRun last = replay(view(4, "varchar"));
    assertThat(rows(last, "rows in")).as("what version 3 left").isEqualTo("1");
    assertThat(rows(last, "rows")).isEqualTo("1");
    assertThat(verify().exitCode()).isZero();
  }

  @Test
  void anOlderVersionHasNoDeadLettersOfANewerOne() throws IOException {
    render(view(2, "bigint"));

    assertThat(rows(replay(view(1, "double")), "segments without dead letters")).isEqualTo("2");
  }

  @Test
  void csvIsRenderedAndVerifiedToo() throws IOException {
    Path view = folder.resolve("csv.yaml");
    Files.writeString(view, VIEW.formatted(1, "varchar", "csv"));

    assertThat(render(view.toString()).exitCode()).isZero();
    assertThat(verify().exitCode()).isZero();
    Path file =
        objects().stream()
            .filter(it -> it.toString().endsWith(".csv") && it.toString().contains("plant"))
            .findFirst()
            .orElseThrow();
    assertThat(store.objects().resolve(file)).hasContent("temp,site\n1,north\n2.5,\nx,\n");
    Files.writeString(store.objects().resolve(file), "temp,site\n1,north\n2.5,\n");
    assertThat(verify().exitCode()).isEqualTo(1);
  }

  @Test
  void whatCannotBeUsedIsSaid() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "name: A\n");

    assertThat(render(bad.toString()).err()).contains("bad.yaml:1:7: name: ");
    assertThat(render(folder.resolve("none.yaml").toString()).err())
        .contains("there is no such file");
    ProgramRun nowhere =
        ProgramRun.of(
            "render", "--view", view(1, "double"), "--from", folder.resolve("x").toString());
    assertThat(nowhere.err()).contains("does not exist");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(
            ProgramRun.of("render", "--view", view(1, "double"), "--from", empty.toString()).err())
        .contains("no commit marker found under");
    assertThat(ProgramRun.of("render", "--from", empty.toString()).exitCode()).isEqualTo(2);
    assertThat(ProgramRun.of("dlq").exitCode()).isEqualTo(2);
  }

  private ProgramRun render(String view, String... more) {
    return of("render", view, more);
  }

  private ProgramRun replay(String view) {
    return ProgramRun.of("dlq", "replay", "--view", view, "--from", store.objects().toString());
  }

  private ProgramRun of(String command, String view, String... more) {
    return ProgramRun.of(
        Stream.concat(
                Stream.of(command, "--view", view, "--from", store.objects().toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private ProgramRun verify() {
    return ProgramRun.of("verify", store.objects().toString());
  }

  private String view(int version, String type) throws IOException {
    Path file = folder.resolve("v%d-%s.yaml".formatted(version, type));
    return Files.writeString(file, VIEW.formatted(version, type, "parquet")).toString();
  }

  /// What stands beside a name in the table.
  private static String rows(ProgramRun run, String name) {
    return run.out()
        .lines()
        .filter(it -> it.startsWith("  " + name + "  "))
        .map(it -> it.substring(name.length() + 2).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(run.out() + run.err()));
  }

  private List<RenderMarker> markers() throws IOException {
    List<RenderMarker> markers = new ArrayList<>();
    for (Path it : objects()) {
      if (it.toString().contains("renders/")) {
        try (InputStream in = Files.newInputStream(store.objects().resolve(it))) {
          markers.add(RenderMarker.read(in));
        }
      }
    }
    return markers;
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> paths = Files.walk(store.objects())) {
      return paths.filter(Files::isRegularFile).map(store.objects()::relativize).sorted().toList();
    }
  }
}
