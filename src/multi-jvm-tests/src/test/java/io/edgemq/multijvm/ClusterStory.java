package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What happens to a cluster while clients publish to it over MQTT and HTTP, and what has to be so
/// in the end, whatever happened: every acknowledged message is committed, in the order of its
/// connection, and no node has anything left.
final class ClusterStory {
  /// So many that every node has some; the last gets requests too.
  static final int ENDPOINTS = 6;

  /// Small segments, so that nodes die while they seal and ship too.
  static final String SETTINGS =
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
              each("line_%d {}"::formatted),
              each(number ->
                  "{ name = line_%1$d, key = %2$s, endpoint = line_%1$d }"
                      .formatted(number, key(number))));

  /// The same with every second endpoint spread over several nodes.
  static final String PARTITIONED =
      SETTINGS
          + IntStream.range(0, ENDPOINTS)
              .filter(it -> it % 2 == 1)
              .mapToObj(
                  "edgemq.bootstrap.tenants.acme.endpoints.line_%d.partitions = 3%n"::formatted)
              .collect(Collectors.joining());

  /// What happens.
  interface Plot {
    void happen() throws Exception;
  }

  private ClusterStory() {}

  /// Clients for all endpoints, as fast as the nodes are.
  static List<Traffic> traffic() {
    return traffic(0, Duration.ZERO);
  }

  /// Clients for all endpoints that leave the nodes some time of their own.
  static List<Traffic> slowTraffic() {
    return traffic(500, Duration.ofMillis(50));
  }

  private static List<Traffic> traffic(double messagesPerSecond, Duration pause) {
    List<Traffic> traffic = new ArrayList<>();
    for (int number = 0; number < ENDPOINTS; number++) {
      int window = number == 0 ? 1 : 16;
      int level = 4 + number % 2;
      Feed feed = new Feed(endpoint(number), key(number), 10, window, level);
      traffic.add(new MqttTraffic(feed, messagesPerSecond));
    }
    int last = ENDPOINTS - 1;
    traffic.add(new HttpTraffic(endpoint(last), key(last), 1000, 6, pause));
    return traffic;
  }

  /// Starts the nodes and the traffic, and ends both in order. No node is to report an error.
  static void run(TestCluster cluster, List<Traffic> traffic, Plot plot) throws Exception {
    run(cluster, traffic, plot, _ -> false);
  }

  /// Starts the nodes and the traffic, and ends both in order.
  ///
  /// @param isExpected errors that nodes may report
  static void run(
      TestCluster cluster, List<Traffic> traffic, Plot plot, Predicate<String> isExpected)
      throws Exception {
    cluster.startAll();
    for (Traffic each : traffic) {
      each.start(cluster::port);
    }
    try {
      plot.happen();
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
      assertThat(each.errors()).allMatch(isExpected);
    }
  }

  /// Holds what is committed against what the clients had.
  static void verify(String run, NodeFiles files, List<Traffic> traffic) throws Exception {
    verify(run, traffic, Readings.in(files.objects()));
  }

  /// Holds what is committed against what the clients had.
  static void verify(String run, List<Traffic> traffic, Readings readings) throws Exception {
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.report().corruptFrames()).isZero();
    assertThat(readings.strangers()).isEmpty();
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(readings);
      System.out.printf("%s, %s: %s%n", run, each, outcome);
      assertThat(outcome.isKept()).as("%s: %s", run, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
  }

  /// One of the nodes that have endpoints: a node without any ships what it has and has no segments
  /// then.
  static int oneWithLogs(Random random, TestCluster cluster) throws Exception {
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < cluster.size(); node++) {
      if (!cluster.files(node).localSegments().isEmpty()) {
        nodes.add(node);
      }
    }
    return nodes.isEmpty()
        ? random.nextInt(cluster.size())
        : nodes.get(random.nextInt(nodes.size()));
  }

  /// Those whose clients do not all have to get on: some may be connected to a node that stands
  /// still.
  static List<Traffic> overMqtt(List<Traffic> traffic) {
    return traffic.stream().filter(it -> it instanceof MqttTraffic).toList();
  }

  /// Returns once one of the other nodes has taken a node out of the cluster.
  static void awaitTakenOut(TestCluster cluster, int node) throws Exception {
    String decision = "is downing [pekko://edgemq@" + cluster.address(node) + "]";
    Await.until(
        "node %d is taken out".formatted(node + 1),
        () -> {
          for (int other = 0; other < cluster.size(); other++) {
            if (other != node && cluster.node(other).hasLogged(decision)) {
              return true;
            }
          }
          return false;
        });
  }

  /// Waits for the end of a node that finds that its cluster has gone on without it.
  static void awaitBreakOff(TestCluster cluster, int node) throws Exception {
    NodeProcess process = cluster.node(node);
    assertThat(process.exitCode()).isEqualTo(NodeProcess.LEFT_BEHIND);
    assertThat(process.hasLogged("the cluster has gone on without this node")).isTrue();
  }

  /// Returns once all clients have got on well since this call, and prints how long that took.
  static void awaitFlow(String after, List<Traffic> traffic) throws Exception {
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

  static String endpoint(int number) {
    return "acme/line_" + number;
  }

  static String key(int number) {
    return "ing_live_" + "acme5line%d".formatted(number).repeat(4);
  }

  private static String each(IntFunction<String> text) {
    return IntStream.range(0, ENDPOINTS).mapToObj(text).collect(Collectors.joining(", "));
  }
}
