package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node of a cluster that dies under load and does not come back: what is on its disk is shipped
/// by `edgemq adopt`, while a new node has taken its place.
class AdoptIT {
  private static final int NODES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void whatADeadNodeAcknowledgedIsThereWhenItsDiskWasAdopted() throws Exception {
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.SETTINGS)) {
      ClusterStory.run(
          cluster,
          traffic,
          () -> {
            ClusterStory.awaitFlow("all serve", traffic);
            int dead = ClusterStory.oneWithLogs(Seeds.random(), cluster);
            NodeFiles files = cluster.files(dead);
            cluster.kill(dead);
            assertThat(files.localSegments()).isNotEmpty();
            Path rescued = Files.move(files.data(), folder.resolve("rescued"));
            Path copy = copy(rescued, folder.resolve("copy"));
            cluster.start(dead);

            assertThat(adopt(rescued, files)).contains("acme/line_");
            assertThat(adopt(rescued, files)).contains("no segment was left to ship");
            assertThat(adopt(copy, files)).contains("acme/line_");
            ClusterStory.awaitFlow("adoption", traffic);
          });
      ClusterStory.verify("adoption", cluster.files(0), traffic);
    }
  }

  private static String adopt(Path data, NodeFiles files) throws Exception {
    String said =
        EdgemqProgram.run(
            "adopt",
            "--data",
            data.toString(),
            "--config",
            files.folder().resolve("node.conf").toString(),
            "-D",
            "object-store.folder.path=" + files.objectsOfNode());
    System.out.println(said);
    return said;
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to;
  }
}
