package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptCommandTest {
  @TempDir private Path folder;
  private Path rescued;
  private String instance = "";

  @BeforeEach
  void leaveSomething() throws IOException {
    Files.writeString(
        folder.resolve("edge.conf"),
        """
        edgemq {
          object-store.folder.path = "%s"
          bootstrap.tenants.acme {
            plan = pro
            endpoints.plant { outputs = [segment, parquet] }
          }
        }
        """
            .formatted(objects()));
    rescued = folder.resolve("rescued");
    try (DataDirectory data = DataDirectory.open(rescued)) {
      instance = data.instance();
      leave(data, "plant", 3);
      leave(data, "plant", 2);
      leave(data, "gone", 1);
    }
  }

  @Test
  void everythingIsShippedUnderTheInstanceThatWroteIt() throws IOException {
    ProgramRun run = adopt();

    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    assertThat(rows(run, "acme/plant")).containsExactly("2", "5", "0");
    assertThat(rows(run, "acme/gone")).containsExactly("1", "1", "0");
    assertThat(segments()).isEmpty();
    assertThat(stored("acme/plant/local/" + instance, ".json")).hasSize(2);
    assertThat(stored("acme/plant", ".parquet")).hasSize(2);
    assertThat(stored("acme/gone/local/" + instance, ".json")).hasSize(1);
    assertThat(stored("acme/gone", ".parquet")).isEmpty();
    assertThat(run.out()).contains("acme/gone is no endpoint of this configuration");
    assertThat(ProgramRun.of("verify", objects().toString()).exitCode()).isZero();
  }

  @Test
  void whatItCameToIsThereAsJson() throws IOException {
    ProgramRun run = adopt(rescued, "--json");

    assertThat(run.exitCode()).isZero();
    JsonNode summary = new ObjectMapper().readTree(run.out());
    assertThat(summary.get("complete").asBoolean()).isTrue();
    JsonNode plant = summary.at("/endpoints/1");
    assertThat(plant.get("endpoint").asText()).isEqualTo("plant");
    assertThat(plant.get("segments").asInt()).isEqualTo(2);
    assertThat(plant.get("frames").asInt()).isEqualTo(5);
    assertThat(summary.at("/notes/0").asText()).contains("acme/gone is no endpoint");
    assertThat(summary.get("left")).isEmpty();
  }

  @Test
  void thereIsNothingToDoTheSecondTime() {
    assertThat(adopt().exitCode()).isZero();

    ProgramRun again = adopt();

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualTo("no segment was left to ship\n");
  }

  @Test
  void ofACopyNothingIsPutASecondTime() throws IOException {
    Path copy = folder.resolve("copy");
    copy(rescued, copy);
    assertThat(adopt().exitCode()).isZero();
    List<Path> before = stored("", "");

    ProgramRun run = adopt(copy);

    assertThat(run.exitCode()).isZero();
    assertThat(rows(run, "acme/plant")).containsExactly("0", "0", "2");
    assertThat(stored("", "")).isEqualTo(before);
  }

  @Test
  void aDirectoryThatIsInUseIsLeftAlone() throws IOException {
    try (DataDirectory _ = DataDirectory.open(rescued)) {
      ProgramRun run = adopt();

      assertThat(run.exitCode()).isEqualTo(Main.FAULT);
      assertThat(run.err()).contains("data directory " + rescued + " is in use");
    }
    assertThat(segments()).hasSize(3);
  }

  @Test
  void whatIsNoDataDirectoryIsNotMadeOne() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));

    ProgramRun run = adopt(other);

    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(run.err()).contains(other + " is no data directory of a node");
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void aStoreThatTakesNothingLeavesEverythingForTheNextTry() throws IOException {
    Path tenant = Files.createDirectories(objects()).resolve("acme");
    Files.writeString(tenant, "takes nothing");

    ProgramRun run = adopt();

    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(run.out()).contains("left for the next try:", "acme/gone/0", "acme/plant/0");
    assertThat(segments()).hasSize(3);
    Files.delete(tenant);
    assertThat(adopt().exitCode()).isZero();
  }

  @Test
  void aStoreThatCannotBeReadSaysNothingOfEndpointsSoNothingIsShipped() throws IOException {
    Files.writeString(objects(), "away");

    ProgramRun run = adopt();

    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(run.err()).contains("the object store cannot be read, so nothing was done");
    assertThat(segments()).hasSize(3);
  }

  @Test
  void whatCannotBePutIsLeftAndTheRestIsShipped() throws IOException {
    Files.createDirectories(objects().resolve("acme"));
    Files.writeString(objects().resolve("acme/gone"), "in the way");

    ProgramRun run = adopt();

    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(rows(run, "acme/plant")).containsExactly("2", "5", "0");
    assertThat(run.out()).contains("left for the next try:\n  acme/gone/0");
    assertThat(segments()).hasSize(1);
  }

  @Test
  void aDamagedSegmentIsKeptAndItsReadableFramesAreShipped() throws IOException {
    Path damaged =
        segments().stream().filter(it -> it.toString().contains("plant")).findFirst().orElseThrow();
    SmallStore.damage(damaged, 20);

    ProgramRun run = adopt();

    assertThat(run.exitCode()).isEqualTo(Main.FAULT);
    assertThat(rows(run, "acme/plant")).containsExactly("2", "4", "0");
    assertThat(run.out()).contains("damaged:\n  " + damaged + ": 1 stretch");
    assertThat(damaged.resolveSibling(damaged.getFileName() + ".corrupt")).exists();
  }

  private ProgramRun adopt() {
    return adopt(rescued);
  }

  private ProgramRun adopt(Path data, String... more) {
    var arguments = new ArrayList<>(List.of("adopt", "--data", data.toString()));
    arguments.addAll(List.of("--config", folder.resolve("edge.conf").toString()));
    arguments.addAll(List.of(more));
    return ProgramRun.of(arguments.toArray(String[]::new));
  }

  private Path objects() {
    return folder.resolve("objects");
  }

  /// Segments, frames and those that were committed already, without the bytes.
  private static List<String> rows(ProgramRun run, String endpoint) {
    String row = run.out().lines().filter(it -> it.contains(endpoint + " ")).findFirst().orElse("");
    List<String> cells = Stream.of(row.split("\\|")).map(String::strip).toList();
    assertThat(cells).as(run.out()).hasSize(5);
    return List.of(cells.get(1), cells.get(2), cells.get(4));
  }

  private List<Path> segments() throws IOException {
    return files(rescued.resolve("wal"), ".wal");
  }

  private List<Path> stored(String prefix, String end) throws IOException {
    return files(objects().resolve(prefix), end);
  }

  private static List<Path> files(Path root, String end) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(it -> it.toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void leave(DataDirectory data, String endpoint, int frames) throws IOException {
    var sealed = new ArrayList<SealedSegment>();
    var run = new FrameRun();
    for (int n = 0; n < frames; n++) {
      SmallStore.mqtt(run, "t", "{\"n\":%d}".formatted(n));
    }
    try (var log =
        EndpointLog.open(
            new LocalDisk(),
            data.walRoot(),
            new WalId("acme", endpoint, 0),
            data.instance(),
            new SealPolicy(1 << 20, Duration.ofHours(1), 1 << 30),
            SyncMode.ALWAYS,
            InstantSource.system(),
            new EndpointLog.Listener() {
              @Override
              public void sealed(SealedSegment segment) {
                sealed.add(segment);
              }

              @Override
              public void diskFailed(Path file, IOException failure) {
                throw new AssertionError(file.toString(), failure);
              }
            })) {
      log.add(run.finish());
      log.commit();
      log.seal(SealReason.SIZE);
    }
    assertThat(sealed).hasSize(1);
  }
}
