package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A node that is killed at random moments under load, most while it serves and some while it
/// starts, and started again on the same data; in the end it is stopped in order.
final class KillStory {
  private static final int LIFE_MILLIS_MAX = 2000;

  /// One kill in so many hits a node that is still starting.
  private static final int STARTING_PART = 4;

  private static final int LAST_STARTS_MAX = 3;

  private final Random random;
  private final NodeFiles files;
  private final String settings;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Map<Feed, Load> loads = new HashMap<>();
  private long startMillis;
  private volatile int port;

  KillStory(long seed, NodeFiles files, String settings) {
    random = new Random(seed);
    this.files = files;
    this.settings = settings;
  }

  /// Lets it happen.
  ///
  /// @return what each of the loads was acknowledged
  Map<Feed, LoadReport> run(List<Feed> feeds, int kills) throws Exception {
    try {
      NodeProcess node = start();
      for (Feed feed : feeds) {
        loads.put(feed, Load.start(feed.plan(() -> port).build(), LoadListener.NONE));
      }
      for (int kill = 0; kill < kills; kill++) {
        if (kill % STARTING_PART == STARTING_PART - 1) {
          node = launch();
          node.letRun(Duration.ofMillis(random.nextLong(startMillis)));
        } else {
          node = kill == 0 ? node : start();
          awaitFlow();
          node.letRun(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
        }
        node.kill();
      }
      node = start();
      awaitFlow();
      Map<Feed, LoadReport> reports = end(loads);
      node.terminate();
      drain();
      for (NodeProcess one : nodes) {
        assertThat(one.errors()).isEmpty();
      }
      return reports;
    } finally {
      loads.values().forEach(Load::stop);
      nodes.forEach(NodeProcess::close);
    }
  }

  private NodeProcess launch() throws Exception {
    NodeProcess node = NodeProcess.launch(files, settings);
    nodes.add(node);
    return node;
  }

  private NodeProcess start() throws Exception {
    long before = System.nanoTime();
    NodeProcess node = launch();
    node.awaitReady();
    startMillis = Duration.ofNanos(System.nanoTime() - before).toMillis();
    port = node.port();
    return node;
  }

  /// Returns once all clients are connected and all loads get on.
  private void awaitFlow() throws Exception {
    for (Map.Entry<Feed, Load> each : loads.entrySet()) {
      Load load = each.getValue();
      int connections = each.getKey().connections();
      long before = load.progress().acknowledged();
      Await.until(
          () -> connections + " clients and more than " + before + ": " + load.progress(),
          () ->
              load.progress().open() == connections
                  && load.progress().acknowledged() >= before + 10L * connections);
    }
  }

  private static Map<Feed, LoadReport> end(Map<Feed, Load> loads) throws Exception {
    loads.values().forEach(Load::stop);
    var reports = new HashMap<Feed, LoadReport>();
    for (Map.Entry<Feed, Load> load : loads.entrySet()) {
      reports.put(load.getKey(), load.getValue().await());
    }
    return reports;
  }

  /// Starts and stops the node until nothing is left on its disk.
  private void drain() throws Exception {
    for (int starts = 0; !files.localSegments().isEmpty(); starts++) {
      assertThat(starts).as("starts to ship %s", files.localSegments()).isLessThan(LAST_STARTS_MAX);
      start().terminate();
    }
  }
}
