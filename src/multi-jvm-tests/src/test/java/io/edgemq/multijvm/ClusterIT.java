package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three nodes under load that die by `kill -9`, are stopped in order and come back, in turn and at
/// random moments: whatever any of them acknowledged is committed in the end. `-Dseed=` repeats the
/// moments of a run, `-Dseeds=` and `-Drounds=` make it longer.
class ClusterIT {
  private static final int NODES = 3;
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int LIFE_MILLIS_MAX = 3000;

  /// Small segments, so that nodes die while they seal and ship too.
  private static final String SETTINGS =
      Tenants.SETTINGS + "edgemq.seal { size = 256 KiB, age = 1 s }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatAnyNodeAcknowledgedIsCommittedInTheEnd(long seed) throws Exception {
    List<Traffic> traffic =
        List.of(
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 30, 16, 4)),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 20, 16, 5)),
            new MqttTraffic(new Feed("globex/site", Tenants.OTHER_KEY, 10, 1, 4)),
            new HttpTraffic("acme/depot", Tenants.DEPOT_KEY, 1000, 6));
    NodeFiles files;
    try (var cluster = new TestCluster(folder, NODES, SETTINGS)) {
      files = cluster.files(0);
      cluster.startAll();
      for (Traffic each : traffic) {
        each.start(cluster::port);
      }
      try {
        live(new Random(seed), cluster, traffic);
      } finally {
        traffic.forEach(Traffic::stop);
      }
      for (Traffic each : traffic) {
        each.awaitEnd();
      }
      for (int node = 0; node < NODES; node++) {
        cluster.terminate(node);
      }
      for (int node = 0; node < NODES; node++) {
        assertThat(cluster.files(node).localSegments()).isEmpty();
      }
      for (NodeProcess each : cluster.processes()) {
        assertThat(each.errors()).isEmpty();
      }
    }

    Readings readings = Readings.in(files.objects());
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.report().corruptFrames()).isZero();
    assertThat(readings.strangers()).isEmpty();
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(files, readings);
      System.out.printf("seed %d, %s: %s%n", seed, each, outcome);
      assertThat(outcome.isKept()).as("seed %d: %s", seed, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
  }

  private static void live(Random random, TestCluster cluster, List<Traffic> traffic)
      throws Exception {
    int first = random.nextInt(NODES);
    for (int round = 0; round < ROUNDS; round++) {
      awaitFlow("all serve", traffic);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
      int killed = (first + round) % NODES;
      cluster.kill(killed);
      awaitFlow("kill -9 of node " + (killed + 1), traffic);
      cluster.start(killed);
      awaitFlow("its return", traffic);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
      int stopped = (killed + 1 + random.nextInt(NODES - 1)) % NODES;
      cluster.terminate(stopped);
      awaitFlow("SIGTERM of node " + (stopped + 1), traffic);
      cluster.start(stopped);
    }
    awaitFlow("all serve", traffic);
  }

  private static void awaitFlow(String after, List<Traffic> traffic) throws Exception {
    long begin = System.nanoTime();
    List<Await.Condition> gettingOn = traffic.stream().map(Traffic::gettingOn).toList();
    for (int n = 0; n < traffic.size(); n++) {
      Traffic each = traffic.get(n);
      Await.until(() -> each + " gets on after " + after, gettingOn.get(n));
    }
    System.out.printf(
        "%s: every client of every endpoint got on after %.1f s%n",
        after, Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0);
  }
}
