package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that cannot reach each other, each with clients of its own.
class PartitionIT {
  private static final int NODES = 3;

  /// Less than it takes to be taken for unreachable.
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @FunctionalInterface
  private interface Plot {
    void happen(TestCluster cluster, NodeLinks links, List<Traffic> traffic) throws Exception;
  }

  @Test
  void aShortCutIsSatOutAndOfALongOneTheSmallerSideStops() throws Exception {
    run(
        "partition",
        (cluster, links, traffic) -> {
          links.isolate(ClusterStory.oneWithLogs(Seeds.random(), cluster));
          awaitEndOfShortCut(links);
          ClusterStory.awaitFlow("a short cut", traffic);
          links.cut(0, 1);
          awaitEndOfShortCut(links);
          ClusterStory.awaitFlow("a short cut of one direction", traffic);
          for (NodeProcess each : cluster.processes()) {
            assertThat(each.hasLogged("is downing [")).isFalse();
          }

          int alone = ClusterStory.oneWithLogs(Seeds.random(), cluster);
          links.isolate(alone);
          ClusterStory.awaitTakenOut(cluster, alone);
          ClusterStory.awaitBreakOff(cluster, alone);
          ClusterStory.awaitFlow("isolation of node " + (alone + 1), traffic);
          links.heal();
          cluster.start(alone);
          ClusterStory.awaitFlow("its return", traffic);
        });
  }

  /// Of two nodes that do not hear each other while both hear the third, Pekko keeps neither.
  @Test
  void aBrokenLinkEndsTheNodesAtBothEnds() throws Exception {
    run(
        "broken link",
        (cluster, links, traffic) -> {
          links.cut(0, 1);
          ClusterStory.awaitBreakOff(cluster, 0);
          ClusterStory.awaitBreakOff(cluster, 1);
          ClusterStory.awaitFlow("the end of two nodes", traffic);
          links.heal();
          cluster.start(0);
          cluster.start(1);
          ClusterStory.awaitFlow("their return", traffic);
        });
  }

  private static void awaitEndOfShortCut(NodeLinks links) throws Exception {
    long before = links.waits();
    Thread.sleep(SHORT);
    assertThat(links.waits()).isGreaterThan(before);
    links.heal();
  }

  private void run(String what, Plot plot) throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var links = new NodeLinks(NODES);
        var cluster = new TestCluster(folder, links.ports(), ClusterStory.SETTINGS)) {
      for (int node = 0; node < NODES; node++) {
        cluster.give(node, links.settings(node));
      }
      ClusterStory.run(
          cluster,
          traffic,
          () -> {
            ClusterStory.awaitFlow("all serve", traffic);
            plot.happen(cluster, links, traffic);
          });
      ClusterStory.verify(what, cluster.files(0), traffic);
    }
  }
}
