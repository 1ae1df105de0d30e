package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Endpoints whose acknowledgements stand for committed: a node dies by `kill -9` under load, and
/// its whole data directory with it. Whatever it had acknowledged is in its bucket.
class CommittedIT {
  private static final int DEATHS = 3;
  private static final int LIFE_MILLIS_MAX = 2000;

  private static final String COMMITTED =
      Tenants.SETTINGS
          + "edgemq.bootstrap.tenants.acme.endpoints { plant.ack = committed, depot.ack = committed }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;
  private volatile @Nullable NodeProcess serving;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasAcknowledgedIsInTheStoreThoughTheDiskIsGone(long seed) throws Exception {
    List<Traffic> traffic =
        List.of(
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 20, 64, 4)),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 20, 64, 5)),
            new HttpTraffic("acme/depot", Tenants.DEPOT_KEY, 1000, 10));
    try (var server = new S3Server()) {
      liveAndDie(
          new Random(seed), traffic, "edgemq {%n%s}%n%s".formatted(server.hocon(""), COMMITTED));
      try (S3ObjectStore bucket = server.store("")) {
        verify(seed, traffic, Readings.in(bucket));
      }
    }
  }

  private void verify(long seed, List<Traffic> traffic, Readings readings) throws Exception {
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.strangers()).isEmpty();
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(readings);
      System.out.printf("seed %d, %d deaths, %s: %s%n", seed, DEATHS, each, outcome);
      assertThat(outcome.isKept()).as("seed %d: %s", seed, outcome).isTrue();
      assertThat(outcome.acknowledged()).isPositive();
    }
  }

  /// Acknowledgements that stand for less are worth less: the test would find it out.
  @Test
  void controlWhatIsOnlyDurableIsLostWithTheDisk() throws Exception {
    var traffic = new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 20, 64, 4));
    String large = Tenants.SETTINGS + "edgemq.seal { size = 64 MiB, age = 1 h }\n";
    liveAndDie(new Random(0), List.of(traffic), large);

    assertThat(traffic.outcome(Readings.in(files.objects())).missing()).isPositive();
  }

  private void liveAndDie(Random random, List<Traffic> traffic, String settings) throws Exception {
    List<NodeProcess> nodes = new ArrayList<>();
    try {
      NodeProcess node = start(nodes, settings);
      for (Traffic each : traffic) {
        each.start(way -> Objects.requireNonNull(serving).port(way));
      }
      for (int death = 0; death < DEATHS; death++) {
        awaitFlow(traffic);
        node.letRun(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
        node.kill();
        delete(files.data());
        node = start(nodes, settings);
      }
      awaitFlow(traffic);
      for (Traffic each : traffic) {
        each.stop();
      }
      for (Traffic each : traffic) {
        each.awaitEnd();
      }
      node.terminate();
      assertThat(files.localSegments()).isEmpty();
      for (NodeProcess one : nodes) {
        assertThat(one.errors()).isEmpty();
      }
    } finally {
      traffic.forEach(Traffic::stop);
      nodes.forEach(NodeProcess::close);
    }
  }

  private NodeProcess start(List<NodeProcess> nodes, String settings) throws Exception {
    NodeProcess node = NodeProcess.launch(files, settings);
    nodes.add(node);
    node.awaitReady();
    serving = node;
    return node;
  }

  private static void awaitFlow(List<Traffic> traffic) throws Exception {
    for (Traffic each : traffic) {
      Await.until(() -> each + " gets on", each.gettingOn());
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
