package io.edgemq.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node is taken out of service while clients publish to it, and brought back.
class DrainIT {
  private static final int DRAINED = 1;

  private static final String SETTINGS =
      """
      edgemq {
        seal { size = 256 KiB, age = 1 s }
        shutdown.drain-spread = 1 s
        bootstrap.tenants.acme {
          plan = enterprise
          endpoints { plant {}, depot { partitions = 5 } }
          keys = [
            { name = plant, key = %s, endpoint = plant }
            { name = depot, key = %s, endpoint = depot }
          ]
        }
      }
      """
          .formatted(Tenants.KEY, Tenants.DEPOT_KEY);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void aDrainedNodeHasNothingLeftAndNothingIsLost() throws Exception {
    List<Traffic> traffic =
        List.of(
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 10, 16, 4)),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 40, 16, 5)),
            new HttpTraffic("acme/depot", Tenants.DEPOT_KEY, 1000, 6));
    try (var cluster = new TestCluster(folder, 3, SETTINGS)) {
      cluster.startAll();
      for (Traffic each : traffic) {
        each.start(cluster::port);
      }
      awaitFlow("all nodes serve", traffic);

      NodeProcess node = cluster.node(DRAINED);
      assertThat(Management.get(node, "/cluster/drain").get("state").asText()).isEqualTo("serving");
      cluster.leave(DRAINED);
      Management.drain(node);
      awaitFlow("the drain has begun", traffic);
      Await.until(
          "the node is drained",
          () -> Management.get(node, "/cluster/drain").get("state").asText().equals("drained"));

      assertThat(cluster.files(DRAINED).localSegments()).isEmpty();
      JsonNode logs = Management.get(cluster.node(0), "/cluster/logs");
      assertThat(logs.get("nodes")).hasSize(3);
      assertThat(logs.get("logs"))
          .hasSize(6)
          .noneMatch(it -> it.get("node").asText().equals(node(logs, "draining")));
      assertThat(node.hasLogged("The node is drained and can be stopped")).isTrue();
      awaitFlow("two nodes are left", traffic);

      cluster.terminate(DRAINED);
      cluster.start(DRAINED);
      awaitFlow("it is back", traffic);
      traffic.forEach(Traffic::stop);
      for (Traffic each : traffic) {
        each.awaitEnd();
      }
      for (int number = 0; number < cluster.size(); number++) {
        cluster.terminate(number);
      }
      Readings readings = Readings.in(cluster.files(0).objects());
      assertThat(readings.report().faults()).isEmpty();
      for (Traffic each : traffic) {
        Readings.Outcome outcome = each.outcome(readings);
        System.out.printf("drain, %s: %s%n", each, outcome);
        assertThat(outcome.isKept()).as("%s", outcome).isTrue();
      }
    }
  }

  /// The node of which that is so.
  private static String node(JsonNode logs, String what) {
    return StreamSupport.stream(logs.get("nodes").spliterator(), false)
        .filter(it -> it.get(what).asBoolean())
        .map(it -> it.get("node").asText())
        .findAny()
        .orElseThrow();
  }

  @Test
  void aClientThatFollowsIsToldTheNodeOfItsLog() throws Exception {
    try (var cluster = new TestCluster(folder, 2, SETTINGS)) {
      cluster.give(0, "edgemq.mqtt.server-reference = \"node-1.test:1883\"");
      cluster.give(1, "edgemq.mqtt.server-reference = \"node-2.test:1883\"");
      cluster.startAll();
      try (RawClient first = RawClient.open(cluster.node(1))) {
        first.send(RawClient.connectV5("first", Tenants.KEY));
        assertThat(first.read()).startsWith("20").contains("0000"); // the log is there now

        assertThat(answer(cluster.node(1))).startsWith("20").contains("0000");
        String reference = HexFormat.of().formatHex("node-2.test:1883".getBytes(UTF_8));
        assertThat(answer(cluster.node(0))).matches("20..009c..1c0010" + reference + "1f.*");
      }
    }
  }

  private static String answer(NodeProcess node) throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connectV5("follower", Tenants.KEY, "server-reference", "follow"));
      return client.read();
    }
  }

  private static void awaitFlow(String after, List<Traffic> traffic) throws Exception {
    List<Await.Condition> gettingOn = traffic.stream().map(Traffic::gettingOn).toList();
    for (int n = 0; n < traffic.size(); n++) {
      Traffic each = traffic.get(n);
      Await.until(() -> each + " gets on after " + after, gettingOn.get(n));
    }
  }
}
