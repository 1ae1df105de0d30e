package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final int LIFE_MILLIS_MAX = 3000;

  /// So many that every node has some; the last gets requests too.
  private static final int ENDPOINTS = 6;

  /// Small segments, so that nodes die while they seal and ship too.
  private static final String SETTINGS =
      """
      edgemq {
        seal { size = 256 KiB, age = 1 s }
        bootstrap.tenants.acme {
          plan = enterprise
          endpoints { %s }
          keys = [ %s ]
        }
      }
      """
          .formatted(
              each(number -> "line_%d { partitions = %d }".formatted(number, partitions(number))),
              each(number ->
                  "{ name = line_%1$d, key = %2$s, endpoint = line_%1$d }"
                      .formatted(number, key(number))));

  private static final String SMALL_QUEUES =
      """
      pekko.remote.artery.advanced {
        outbound-message-queue-size = 2
        outbound-large-message-queue-size = 2
      }
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatAnyNodeAcknowledgedIsCommittedInTheEnd(long seed) throws Exception {
    List<Traffic> traffic = traffic();
    try (var cluster = new TestCluster(folder, NODES, SETTINGS)) {
      run(cluster, traffic, () -> live(new Random(seed), cluster, traffic));
      verify("seed " + seed, cluster.files(0), traffic);
    }
  }

  /// Queues to other nodes that are far too small for the load lose messages of all kinds, and with
  /// them what a broken connection between nodes or a full queue may lose.
  @Test
  void whatIsLostBetweenNodesIsSentAgain() throws Exception {
    List<Traffic> traffic = traffic();
    try (var cluster = new TestCluster(folder, 2, SETTINGS + SMALL_QUEUES)) {
      run(
          cluster,
          traffic,
          () -> {
            Await.until("a log misses something", () -> hasLosses(cluster));
            awaitFlow("losses", traffic);
          });
      verify("losses", cluster.files(0), traffic);
    }
  }

  private static boolean hasLosses(TestCluster cluster) throws IOException {
    for (NodeProcess each : cluster.processes()) {
      if (each.hasLogged("misses an append")) {
        return true;
      }
    }
    return false;
  }

  private static List<Traffic> traffic() {
    List<Traffic> traffic = new ArrayList<>();
    for (int number = 0; number < ENDPOINTS; number++) {
      int window = number == 0 ? 1 : 16;
      int level = 4 + number % 2;
      traffic.add(new MqttTraffic(new Feed(endpoint(number), key(number), 10, window, level)));
    }
    int last = ENDPOINTS - 1;
    traffic.add(new HttpTraffic(endpoint(last), key(last), 1000, 6));
    return traffic;
  }

  /// What happens to a cluster meanwhile.
  private interface Story {
    void happen() throws Exception;
  }

  /// Starts the nodes and the traffic, and ends both in order.
  private static void run(TestCluster cluster, List<Traffic> traffic, Story story)
      throws Exception {
    cluster.startAll();
    for (Traffic each : traffic) {
      each.start(cluster::port);
    }
    try {
      story.happen();
    } finally {
      traffic.forEach(Traffic::stop);
    }
    for (Traffic each : traffic) {
      each.awaitEnd();
    }
    for (int node = 0; node < cluster.size(); node++) {
      cluster.terminate(node);
    }
    for (int node = 0; node < cluster.size(); node++) {
      assertThat(cluster.files(node).localSegments()).isEmpty();
    }
    for (NodeProcess each : cluster.processes()) {
      assertThat(each.errors()).isEmpty();
    }
  }

  private static void verify(String run, NodeFiles files, List<Traffic> traffic) throws Exception {
    Readings readings = Readings.in(files.objects());
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.report().corruptFrames()).isZero();
    assertThat(readings.strangers()).isEmpty();
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(files, readings);
      System.out.printf("%s, %s: %s%n", run, each, outcome);
      assertThat(outcome.isKept()).as("%s: %s", run, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
  }

  private static void live(Random random, TestCluster cluster, List<Traffic> traffic)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      awaitFlow("all serve", traffic);
      Thread.sleep(random.nextInt(LIFE_MILLIS_MAX));
      int killed = oneWithLogs(random, cluster);
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

  /// One of the nodes that have endpoints: a node without any ships what it has and has no segments
  /// then.
  private static int oneWithLogs(Random random, TestCluster cluster) throws Exception {
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      if (!cluster.files(node).localSegments().isEmpty()) {
        nodes.add(node);
      }
    }
    return nodes.isEmpty() ? random.nextInt(NODES) : nodes.get(random.nextInt(nodes.size()));
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

  /// Every second endpoint is spread over several nodes.
  private static int partitions(int number) {
    return number % 2 == 0 ? 1 : 3;
  }

  private static String endpoint(int number) {
    return "acme/line_" + number;
  }

  private static String key(int number) {
    return "ing_live_" + "acme5line%d".formatted(number).repeat(4);
  }

  private static String each(IntFunction<String> text) {
    return IntStream.range(0, ENDPOINTS).mapToObj(text).collect(Collectors.joining(", "));
  }
}
