package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final String OBJECT = "segments/seg-00000001.wal.zst";
  private static final String MARKER = "commits/seg-00000001.json";

  @TempDir private Path folder;
  private SmallStore store;
  private Path plant;
  private Path lab;

  @BeforeEach
  void commitTwoEndpoints() throws IOException {
    store = new SmallStore(folder);
    plant =
        store.commit(
            "plant",
            run -> {
              SmallStore.mqtt(run, "a", "1");
              SmallStore.mqtt(run, "b", "2");
            });
    lab = store.commit("lab", run -> SmallStore.http(run, "3"));
  }

  @Test
  void aSoundStoreIsSound() {
    ProgramRun run = verify(store.objects());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .contains(
            "  markers                    2",
            "  objects                    2",
            "  frames                     3",
            "  raw bytes                 60",
            "  corrupt frames admitted    0",
            "  objects no marker names    0",
            "  segments with no marker    0",
            "Sound: every object is as its marker says.");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void jsonHasTheSameNumbers() throws IOException {
    ProgramRun run = ProgramRun.of("verify", "--json", store.objects().toString());

    assertThat(run.exitCode()).isZero();
    JsonNode json = json(run);
    assertThat(json.path("sound").asBoolean()).isTrue();
    assertThat(json.path("markers").asInt()).isEqualTo(2);
    assertThat(json.path("frames").asInt()).isEqualTo(3);
    assertThat(json.path("rawBytes").asInt()).isEqualTo(60);
    assertThat(json.path("storedBytes").asLong())
        .isEqualTo(Files.size(plant.resolve(OBJECT)) + Files.size(lab.resolve(OBJECT)));
    assertThat(json.path("faults").size()).isZero();
  }

  @Test
  void anyFolderOfTheStoreWillDo() {
    for (Path below = plant;
        !below.equals(store.objects().resolve("acme"));
        below = below.resolveSibling("").normalize()) {
      ProgramRun run = verify(below);
      assertThat(run.exitCode()).as("%s", below).isZero();
      assertThat(run.out().lines()).contains("  markers                    1");
    }
    assertThat(verify(plant.resolve("commits")).exitCode()).isZero();
    assertThat(verify(store.objects().resolve("acme")).out().lines())
        .contains("  markers                    2");
  }

  @Test
  void aMissingObjectIsAFault() throws IOException {
    Files.delete(lab.resolve(OBJECT));

    ProgramRun run = verify(store.objects());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .contains(
            "  frames                     2",
            "1 fault:",
            "  acme/lab/local/node-a/00000001/" + OBJECT + ": is named by a marker and not there")
        .noneMatch(it -> it.startsWith("Sound"));
  }

  @Test
  void anAlteredObjectIsAFault() throws IOException {
    SmallStore.damage(plant.resolve(OBJECT), 20);

    ProgramRun run = ProgramRun.of("verify", "--json", plant.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode json = json(run);
    assertThat(json.path("sound").asBoolean()).isFalse();
    assertThat(json.path("faults").size()).isEqualTo(1);
    assertThat(json.path("faults").path(0).path("key").asText())
        .isEqualTo("acme/plant/local/node-a/00000001/" + OBJECT);
    assertThat(json.path("faults").path(0).path("what").asText()).contains("SHA-256");
  }

  @Test
  void aDamagedMarkerIsAFaultEvenIfNoneTellsTheRoot() throws IOException {
    Files.writeString(plant.resolve(MARKER), "{");
    Files.writeString(lab.resolve(MARKER), "{\"version\":1}");

    ProgramRun run = verify(plant);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("1 fault:", MARKER + ": is no readable marker");
    assertThat(verify(plant.resolve("commits")).out()).contains("1 fault:");
    assertThat(verify(store.objects()).out()).contains("2 faults:");
  }

  @Test
  void rawParquetIsCheckedWithTheSegments() throws IOException {
    var withParquet =
        new SmallStore(
            folder.resolve("other"),
            (segment, raw, artifacts) -> {
              artifacts.put(parquet(segment, raw));
              return List.of();
            });
    Path epoch =
        withParquet.commit(
            "plant",
            run -> {
              SmallStore.mqtt(run, "a", "1");
              SmallStore.http(run, "2");
            });

    for (Path location : List.of(withParquet.objects(), epoch)) {
      ProgramRun run = verify(location);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines())
          .anyMatch(it -> it.matches("  objects +2"))
          .anyMatch(it -> it.matches("  objects no marker names +0"));
    }
    SmallStore.damage(withParquet.objects().resolve("parquet"), 20);
    ProgramRun run = verify(epoch);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("1 fault:", "  parquet: has ", "with SHA-256");
  }

  @Test
  void rawParquetOfOtherRowsThanItsMarkerSaysIsAFault() throws IOException {
    var lying =
        new SmallStore(
            folder.resolve("other"),
            (segment, raw, artifacts) -> {
              artifacts.put(parquet(segment, Arrays.copyOf(raw, raw.length / 2)));
              return List.of();
            });
    lying.commit(
        "plant",
        run -> {
          SmallStore.http(run, "1");
          SmallStore.http(run, "2");
        });

    ProgramRun run = verify(lying.objects());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines()).contains("  parquet: rows: 1, its marker says 2");
  }

  private static ArtifactRenderer.Rendered parquet(SealedSegment segment, byte[] raw)
      throws IOException {
    List<FinishedFile> files = new ArrayList<>();
    new SegmentRenderer(RenderSettings.of(3, Path.of("nothing-is-spilled")))
        .render(
            segment.id(), raw, SegmentRenderer.Raw.WANTED, List.of(), it -> files.add(it.file()));
    byte[] bytes = Arrays.copyOf(files.getFirst().bytes(), files.getFirst().length());
    return new ArtifactRenderer.Rendered(
        CommitMarker.KIND_PARQUET,
        "parquet",
        ObjectContent.of(bytes, "application/vnd.apache.parquet"),
        segment.frames());
  }

  @Test
  void anObjectThatNoMarkerNamesIsCountedAndNoFault() throws IOException {
    Files.delete(lab.resolve(MARKER));

    ProgramRun run = verify(store.objects());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .contains("  markers                    1", "  objects no marker names    1")
        .anyMatch(it -> it.contains("on their way"));
  }

  @Test
  void whereNothingWasCommittedIsNotWell() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    for (Path location : Stream.of(empty, plant.resolve("segments")).toList()) {
      ProgramRun run = verify(location);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("no commit marker found under " + location);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aFolderAboveTheStoreIsRefusedWithTheRightOne() {
    ProgramRun run = verify(folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("but " + store.objects() + " is; verify that");
  }

  @Test
  void whatIsNoFolderIsRefused() throws IOException {
    assertThat(verify(folder.resolve("none")).err()).contains("none does not exist");
    assertThat(verify(folder.resolve("none")).exitCode()).isEqualTo(1);
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(verify(file).err()).contains("file is not a folder");
    ProgramRun s3 = ProgramRun.of("verify", "s3:bucket");
    assertThat(s3.exitCode()).isEqualTo(2);
    assertThat(s3.err()).contains("s3:bucket is no place");
  }

  private static ProgramRun verify(Path location) {
    return ProgramRun.of("verify", location.toString());
  }

  private static JsonNode json(ProgramRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }
}
