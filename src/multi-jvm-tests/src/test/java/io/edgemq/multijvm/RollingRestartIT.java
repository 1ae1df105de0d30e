package io.edgemq.multijvm;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// All nodes of a cluster are stopped in order and started again under load, one after the other.
class RollingRestartIT {
  private static final int NODES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void nothingIsLostWhenEachNodeIsRestartedInTurn() throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.SETTINGS)) {
      ClusterStory.run(cluster, traffic, () -> restartAll(cluster, traffic));
      ClusterStory.verify("rolling restart", cluster.files(0), traffic);
    }
    for (Traffic each : traffic) {
      if (each instanceof MqttTraffic mqtt) {
        System.out.printf("rolling restart, %s: longest wait %s%n", each, mqtt.longestWait());
      }
    }
  }

  private static void restartAll(TestCluster cluster, List<Traffic> traffic) throws Exception {
    ClusterStory.awaitFlow("all serve", traffic);
    for (int node = 0; node < NODES; node++) {
      cluster.terminate(node);
      ClusterStory.awaitFlow("SIGTERM of node " + (node + 1), traffic);
      cluster.start(node);
      ClusterStory.awaitFlow("its return", traffic);
    }
  }
}
