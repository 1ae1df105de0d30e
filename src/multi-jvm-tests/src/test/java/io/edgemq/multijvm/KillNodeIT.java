package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A node that dies by `kill -9` under load and comes back: whatever it acknowledged is committed
/// in the end. `-Dseed=` repeats the moments of a run, `-Dseeds=` and `-Dkills=` make it longer.
class KillNodeIT {
  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final int SHORT_PART = 3;

  /// Small segments, so that kills hit sealing and shipping too.
  private static final String SMALL_SEGMENTS =
      Tenants.SETTINGS + "edgemq.seal { size = 256 KiB, age = 1 s }\n";

  /// Nothing is shipped before the node stops.
  private static final String LARGE_SEGMENTS =
      Tenants.SETTINGS + "edgemq.seal { size = 64 MiB, age = 1 h }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAcknowledgedIsCommittedInTheEnd(long seed) throws Exception {
    verify(seed, KILLS, List.of(new MqttTraffic(Feed.PLANT)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void soItIsForEveryOneOfSeveralEndpoints(long seed) throws Exception {
    verify(
        seed,
        Math.max(1, KILLS / SHORT_PART),
        List.of(
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 50, 16, 4)),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 30, 64, 5)),
            new MqttTraffic(new Feed("globex/site", Tenants.OTHER_KEY, 20, 1, 4))));
  }

  /// To one endpoint over HTTP alone, to another over HTTP and MQTT 5.0.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void soItIsForWhatIsPosted(long seed) throws Exception {
    verify(
        seed,
        Math.max(1, KILLS * 2 / 5),
        List.of(
            new HttpTraffic("acme/depot", Tenants.DEPOT_KEY, 0, 20),
            new HttpTraffic("acme/plant", Tenants.KEY, 1000, 20),
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 20, 16, 5))));
  }

  @Test
  void controlALogThatIsGoneIsFoundOut() throws Exception {
    LoadReport load;
    try (NodeProcess node = NodeProcess.start(files, LARGE_SEGMENTS)) {
      load = load(node, 10_000);
      node.kill();
    }
    for (Path segment : files.localSegments()) {
      Files.delete(segment);
    }
    try (NodeProcess node = NodeProcess.start(files, LARGE_SEGMENTS)) {
      node.terminate();
    }

    Readings.Outcome outcome = Readings.in(files.objects()).outcome(Feed.PLANT.endpoint(), load);
    assertThat(outcome.missing()).isEqualTo(10_000);
  }

  @Test
  void controlAnObjectThatIsGoneIsFoundOut() throws Exception {
    LoadReport load;
    try (NodeProcess node = NodeProcess.start(files, SMALL_SEGMENTS)) {
      load = load(node, 10_000);
      node.terminate();
    }
    Path marker = files.markers().getLast();
    Path segment =
        marker
            .resolveSibling("../segments")
            .resolve(marker.getFileName().toString().replace(".json", ".wal.zst"));
    assertThat(Readings.in(files.objects()).report().faults()).isEmpty();

    Files.delete(segment);
    assertThat(Readings.in(files.objects()).report().faults()).hasSize(1);

    Files.delete(marker);
    Readings readings = Readings.in(files.objects());
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.outcome(Feed.PLANT.endpoint(), load).missing()).isPositive();
  }

  /// Publishes so many messages and returns once all are acknowledged.
  private static LoadReport load(NodeProcess node, long messages) throws Exception {
    LoadReport report =
        Load.run(Feed.PLANT.plan(node::port).messages(messages).build(), LoadListener.NONE);
    assertThat(report.acknowledged()).isEqualTo(messages);
    return report;
  }

  private void verify(long seed, int kills, List<Traffic> traffic) throws Exception {
    new KillStory(seed, files, SMALL_SEGMENTS).run(traffic, kills);
    Readings readings = Readings.in(files.objects());

    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.report().corruptFrames()).isZero();
    assertThat(readings.strangers()).isEmpty();
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(readings);
      System.out.printf(
          "seed %d, %d kills, %s: %s in %d segments%n",
          seed, kills, each, outcome, readings.report().markers());
      assertThat(outcome.isKept()).as("seed %d: %s", seed, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
  }
}
