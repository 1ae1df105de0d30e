package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node of a cluster whose disk is really full: its own small file system, which only it sees,
/// fills while it cannot reach the object store.
class FullDiskIT {
  private static final int NODES = 3;
  private static final int FULL = 1;

  /// The node has to find out by writing.
  private static final String NOTHING_KEPT_FREE =
      "edgemq.wal { disk-free-min-fraction = 0, disk-free-min-bytes = 0 }\n";

  private static final String MOUNT = "mount -t tmpfs -o size=16m tmpfs \"$0\"";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void sendersWaitUntilThereIsRoomAndOthersGoOn() throws Exception {
    assumeTrue(
        InstalledProgram.endsWell(inNamespace(MOUNT, folder)),
        "this system does not let everybody mount in a namespace of his own");
    List<Traffic> traffic = ClusterStory.traffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.SETTINGS)) {
      Path data = Files.createDirectories(cluster.files(FULL).data());
      cluster.give(FULL, NOTHING_KEPT_FREE);
      cluster.prefix(FULL, inNamespace(MOUNT + " && exec \"$@\"", data));
      ClusterStory.run(
          cluster, traffic, () -> fill(cluster, traffic), it -> it.contains("No space left"));
      ClusterStory.verify("full disk", cluster.files(0), traffic);
    }
  }

  private static void fill(TestCluster cluster, List<Traffic> traffic) throws Exception {
    NodeProcess full = cluster.node(FULL);
    ClusterStory.awaitFlow("all serve", traffic);
    cluster.files(FULL).takeStore();
    Await.until("a log that cannot append", () -> full.hasLogged("cannot append and lets"));
    assertThat(full.hasLogged("No space left on device")).isTrue();
    ClusterStory.awaitFlow("a full disk", elsewhere(cluster, traffic));
    cluster.files(FULL).bringStore();
    Await.until("a log that appends again", () -> full.hasLogged("appends again"));
    ClusterStory.awaitFlow("room again", traffic);
  }

  /// Traffic of endpoints whose logs are on other nodes.
  private static List<Traffic> elsewhere(TestCluster cluster, List<Traffic> traffic)
      throws Exception {
    List<Path> segments = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      if (node != FULL) {
        segments.addAll(cluster.files(node).localSegments());
      }
    }
    List<Traffic> elsewhere =
        traffic.stream()
            .filter(
                it -> segments.stream().anyMatch(at -> at.toString().contains(it.endpoint() + "/")))
            .toList();
    assertThat(elsewhere).isNotEmpty().hasSizeLessThan(traffic.size());
    return elsewhere;
  }

  /// A command in namespaces of its own, in which it may mount.
  ///
  /// @param script of `sh`, the rest of the command is its arguments
  private static List<String> inNamespace(String script, Path argument) {
    return List.of(
        "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, argument.toString());
  }
}
