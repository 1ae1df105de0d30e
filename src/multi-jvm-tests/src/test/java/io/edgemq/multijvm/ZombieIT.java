package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node that stands still until its cluster has gone on without it, and then goes on as if
/// nothing had been: what it still acknowledges has to be there in the end, and it has to find out
/// and stop.
class ZombieIT {
  private static final int NODES = 3;
  private static final int LOGS_ONLY = 1;

  /// Who had to do with the node.
  enum Clients {
    /// Its own, whose connections stay.
    ITS_OWN,
    /// Those of another node, through which alone its logs were written to.
    OF_OTHERS
  }

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @ParameterizedTest
  @EnumSource
  void whatAZombieAcknowledgesIsThereAndItStops(Clients clients) throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.SETTINGS)) {
      if (clients == Clients.OF_OTHERS) {
        cluster.give(0, "edgemq.cluster.roles = [ingest]");
        for (int node = 1; node < NODES; node++) {
          cluster.give(node, "edgemq.cluster.roles = [log]");
          cluster.hide(node);
        }
      }
      ClusterStory.run(cluster, traffic, () -> live(clients, Seeds.random(), cluster, traffic));
      ClusterStory.verify("zombie with clients " + clients, cluster.files(0), traffic);
    }
  }

  private static void live(
      Clients clients, Random random, TestCluster cluster, List<Traffic> traffic) throws Exception {
    ClusterStory.awaitFlow("all serve", traffic);
    int zombie = clients == Clients.ITS_OWN ? ClusterStory.oneWithLogs(random, cluster) : LOGS_ONLY;
    assertThat(cluster.files(zombie).localSegments()).isNotEmpty();
    cluster.freeze(zombie);
    ClusterStory.awaitTakenOut(cluster, zombie);
    ClusterStory.awaitFlow("freezing of node " + (zombie + 1), ClusterStory.overMqtt(traffic));
    cluster.node(zombie).thaw();
    ClusterStory.awaitBreakOff(cluster, zombie);
    ClusterStory.awaitFlow("its end", traffic);
    cluster.start(zombie);
    ClusterStory.awaitFlow("its return", traffic);
  }
}
