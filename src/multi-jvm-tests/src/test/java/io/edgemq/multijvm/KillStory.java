package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

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
  private long startMillis;
  private volatile @Nullable NodeProcess serving;

  KillStory(long seed, NodeFiles files, String settings) {
    random = new Random(seed);
    this.files = files;
    this.settings = settings;
  }

  /// Lets it happen, to its end.
  void run(List<Traffic> traffic, int kills) throws Exception {
    try {
      NodeProcess node = start();
      for (Traffic each : traffic) {
        each.start(this::port);
      }
      for (int kill = 0; kill < kills; kill++) {
        if (kill % STARTING_PART == STARTING_PART - 1) {
          node = launch();
          node.letRun(Duration.ofMillis(random.nextLong(startMillis)));
        } else {
          node = kill == 0 ? node : start();
          awaitFlow(traffic);
          node.letRun(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
        }
        node.kill();
      }
      node = start();
      awaitFlow(traffic);
      for (Traffic each : traffic) {
        each.stop();
      }
      for (Traffic each : traffic) {
        each.awaitEnd();
      }
      node.terminate();
      drain();
      for (NodeProcess one : nodes) {
        assertThat(one.errors()).isEmpty();
      }
    } finally {
      traffic.forEach(Traffic::stop);
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
    serving = node;
    return node;
  }

  private int port(Way way) {
    return Objects.requireNonNull(serving).port(way);
  }

  private static void awaitFlow(List<Traffic> traffic) throws Exception {
    for (Traffic each : traffic) {
      Await.until(() -> each + " gets on", each.gettingOn());
    }
  }

  /// Starts and stops the node until nothing is left on its disk.
  private void drain() throws Exception {
    for (int starts = 0; !files.localSegments().isEmpty(); starts++) {
      assertThat(starts).as("starts to ship %s", files.localSegments()).isLessThan(LAST_STARTS_MAX);
      start().terminate();
    }
  }
}
