package io.edgemq.multijvm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Three nodes under load that die by `kill -9`, are stopped in order and come back, in turn and at
/// random moments: whatever any of them acknowledged is committed in the end. `-Dseed=` repeats the
/// moments of a run, `-Dseeds=` and `-Drounds=` make it longer.
class ClusterIT {
  private static final int NODES = 3;
  private static final int ROUNDS = Integer.getInteger("rounds", 2);
  private static final int LIFE_MILLIS_MAX = 3000;
  private static final Duration BREAK_EVERY = Duration.ofSeconds(3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatAnyNodeAcknowledgedIsCommittedInTheEnd(long seed) throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.PARTITIONED)) {
      ClusterStory.run(cluster, traffic, () -> live(new Random(seed), cluster, traffic));
      ClusterStory.verify("seed " + seed, cluster.files(0), traffic);
    }
  }

  /// Connections between nodes that break under load lose messages of all kinds.
  @Test
  void whatIsLostBetweenNodesIsSentAgain() throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var links = new NodeLinks(2);
        var cluster = new TestCluster(folder, links.ports(), ClusterStory.SETTINGS)) {
      for (int node = 0; node < 2; node++) {
        cluster.give(node, links.settings(node));
      }
      ClusterStory.run(
          cluster,
          traffic,
          () -> {
            ClusterStory.awaitFlow("all serve", traffic);
            Await.until("a log misses something", () -> hasLosses(links, cluster));
            ClusterStory.awaitFlow("losses", traffic);
          });
      ClusterStory.verify("losses", cluster.files(0), traffic);
    }
  }

  /// Breaks connections that are in use, so often that they can be made again in between.
  private static boolean hasLosses(NodeLinks links, TestCluster cluster) throws Exception {
    links.breakAll();
    Thread.sleep(BREAK_EVERY);
    for (NodeProcess each : cluster.processes()) {
      if (each.hasLogged("misses an append")) {
        return true;
      }
    }
    return false;
  }

  private static void live(Random random, TestCluster cluster, List<Traffic> traffic)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ClusterStory.awaitFlow("all serve", traffic);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
      int killed = ClusterStory.oneWithLogs(random, cluster);
      cluster.kill(killed);
      ClusterStory.awaitFlow("kill -9 of node " + (killed + 1), traffic);
      cluster.start(killed);
      ClusterStory.awaitFlow("its return", traffic);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
      int stopped = (killed + 1 + random.nextInt(NODES - 1)) % NODES;
      cluster.terminate(stopped);
      ClusterStory.awaitFlow("SIGTERM of node " + (stopped + 1), traffic);
      cluster.start(stopped);
    }
    ClusterStory.awaitFlow("all serve", traffic);
  }
}
