package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.object.FolderObjectStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes, and tenants, endpoints and keys that are made, changed and removed on the command
/// line while they run.
class DirectoryIT {
  private static final int TRIES = Integer.getInteger("tries", 3);

  private static final String SETTINGS =
      Tenants.SETTINGS
          + "edgemq { seal { size = 256 KiB, age = 500 ms }, wrong-keys.at-once = 100000 }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(folder, 3, SETTINGS);
    cluster.startAll();
  }

  @AfterAll
  static void stop() throws Exception {
    try (TestCluster ending = cluster) {
      for (int number = 0; number < ending.size(); number++) {
        ending.terminate(number);
      }
      for (NodeProcess node : ending.processes()) {
        assertThat(node.errors()).isEmpty();
      }
    }
    EdgemqProgram.verify(objects());
  }

  @Test
  void whatIsMadeOnTheCommandLineServesOnEveryNodeUntilItIsRemoved() throws Exception {
    set("plans", "tiny", "{ \"connectionsMax\": 100, \"qosMax\": 1, \"topics\": [\"sensors/#\"] }");
    set("tenants", "initech", "{ \"plan\": \"tiny\" }");
    set("endpoints", "initech/line", "{}");
    String key = lastLine(admin("key", "create", "--tenant", "initech", "--name", "device"));

    List<RawClient> clients = new ArrayList<>();
    for (NodeProcess node : cluster.processes()) {
      clients.add(connected(node, key));
    }
    for (RawClient client : clients) {
      client.send(publish(1, 1, "sensors/a", "made"));
      assertThat(client.read()).isEqualTo(puback(1));
    }

    admin("remove", "endpoints", "initech/line");
    for (RawClient client : clients) {
      assertThat(client.isClosedByServer()).isTrue();
      client.close();
    }
    Await.until(
        "what was acknowledged is committed",
        () ->
            Committed.read(objects()).messages().stream()
                    .filter(it -> it.endpoint().equals("initech/line"))
                    .count()
                == 3);
  }

  /// How long it takes is printed, and no condition: the machine may be busy. `-Dtries=` repeats
  /// it.
  @Test
  void aRevokedKeyIsWorthNothingOnAnyNode() throws Exception {
    var keys = new KeyDocuments(new FolderObjectStore(objects()));
    var random = new Random(1);
    long[] tookMillis = new long[TRIES];
    for (int number = 0; number < TRIES; number++) {
      String name = "brief-" + number;
      String secret = ApiKey.newSecret();
      var key =
          new ApiKey(
              "acme",
              name,
              SecretHash.of(secret.getBytes(US_ASCII)),
              Optional.of("plant"),
              Set.of(Scope.INGEST));
      keys.create(key, Instant.now());
      List<RawClient> clients = new ArrayList<>();
      for (NodeProcess node : cluster.processes()) {
        clients.add(connected(node, secret));
      }
      // Nodes have just looked; in the middle between two looks is as likely.
      cluster.processes().getFirst().letRun(Duration.ofMillis(random.nextInt(1000)));
      long begin = System.nanoTime();
      keys.revoke(new KeyName("acme", name), Instant.now());
      for (RawClient client : clients) {
        assertThat(client.isClosedByServer()).isTrue();
        client.close();
      }
      tookMillis[number] = Duration.ofNanos(System.nanoTime() - begin).toMillis();
      for (NodeProcess node : cluster.processes()) {
        assertThat(connack(node, secret)).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
      }
    }
    Arrays.sort(tookMillis);
    System.out.println(
        "ms from a revocation to the last of three nodes: " + Arrays.toString(tookMillis));
  }

  @Test
  void whileTheStoreIsAwayNodesGoOnWithWhatTheyKnow() throws Exception {
    set("tenants", "umbrella", "{ \"plan\": \"pro\" }");
    set("endpoints", "umbrella/line", "{}");
    String key = lastLine(admin("key", "create", "--tenant", "umbrella", "--name", "device"));
    for (NodeProcess node : cluster.processes()) {
      connected(node, key).close();
    }

    for (int number = 0; number < cluster.size(); number++) {
      cluster.files(number).takeStore();
    }
    for (NodeProcess node : cluster.processes()) {
      Await.until(
          "the node has looked", () -> node.hasLogged("cannot be read; what is known stays"));
      try (RawClient client = RawClient.connect(node, key, "away-" + node.pid())) {
        client.send(publish(1, 1, "a", "while it was away"));
        assertThat(client.read()).isEqualTo(puback(1));
      }
    }
    for (int number = 0; number < cluster.size(); number++) {
      cluster.files(number).bringStore();
    }
    Await.until(
        "what was acknowledged is committed",
        () -> Committed.read(objects()).payloads("a").size() == cluster.size());
  }

  @Test
  void aChangedEndpointIsSeenInItsLaterMarkersAndADestinationHasThem() throws Exception {
    NodeProcess node = cluster.processes().getFirst();
    try (RawClient client = RawClient.connect(node, Tenants.OTHER_KEY, "changes")) {
      client.send(publish(1, 1, "before", "1"));
      assertThat(client.read()).isEqualTo(puback(1));
      CommitMarker before = marker(objects(), 1);
      assertThat(before.artifacts()).hasSize(1);

      set("endpoints", "globex/site", "{ \"outputs\": [\"segment\", \"parquet\"] }");
      for (NodeProcess each : cluster.processes()) {
        awaitDocuments(each);
      }
      client.send(publish(1, 2, "changed", "2"));
      assertThat(client.read()).isEqualTo(puback(2));
      assertThat(marker(objects(), 2).artifacts())
          .extracting(CommitMarker.Artifact::kind)
          .containsExactly("segment", "parquet");

      Path lake = folder.resolve("lake");
      set(
          "destinations",
          "globex/lake",
          "{ \"kind\": \"folder\", \"path\": \"%s\" }".formatted(lake.toAbsolutePath()));
      set("endpoints", "globex/site", "{ \"destination\": \"lake\" }");
      for (NodeProcess each : cluster.processes()) {
        awaitDocuments(each);
      }
      client.send(publish(1, 3, "elsewhere", "3"));
      assertThat(client.read()).isEqualTo(puback(3));
      assertThat(marker(lake, 1).artifacts()).hasSize(1);
      EdgemqProgram.verify(lake);
      assertThat(Committed.read(lake).payloads("elsewhere")).containsExactly("3");
      assertThat(Committed.read(objects()).payloads("elsewhere")).isEmpty();
    }
  }

  @Test
  void theNumberOfPartitionsIsChangedUnderLoad() throws Exception {
    List<Traffic> traffic =
        List.of(
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 10, 16, 4)),
            new HttpTraffic("acme/depot", Tenants.DEPOT_KEY, 1000, 6));
    for (Traffic each : traffic) {
      each.start(cluster::port);
    }
    for (int partitions : new int[] {4, 2, 1}) {
      set("endpoints", "acme/depot", "{ \"partitions\": %d }".formatted(partitions));
      for (NodeProcess each : cluster.processes()) {
        awaitDocuments(each);
      }
      ClusterStory.awaitFlow(partitions + " partitions", traffic);
    }
    traffic.forEach(Traffic::stop);
    for (Traffic each : traffic) {
      each.awaitEnd();
    }
    Await.until("everything is shipped", () -> areShipped("acme/depot"));

    Set<Integer> partitions = new TreeSet<>();
    Committed.visit(
        objects(),
        (marker, _, _) -> {
          if (Committed.endpoint(marker).equals("acme/depot")) {
            partitions.add(marker.id().wal().partition());
          }
        });
    // Which of the four the few clients fall into is chance.
    assertThat(partitions).contains(0).hasSizeGreaterThan(2).isSubsetOf(0, 1, 2, 3, 4);
    Readings readings = Readings.in(objects());
    for (Traffic each : traffic) {
      Readings.Outcome outcome = each.outcome(readings);
      System.out.printf("partitions, %s: %s%n", each, outcome);
      assertThat(outcome.isKept()).as("%s", outcome).isTrue();
    }
  }

  private static boolean areShipped(String endpoint) throws Exception {
    for (int number = 0; number < cluster.size(); number++) {
      if (cluster.files(number).localSegments().stream()
          .anyMatch(it -> it.toString().contains("/" + endpoint + "/"))) {
        return false;
      }
    }
    return true;
  }

  /// Waits until the node knows all documents that there are now: for a key that was just made.
  private static void awaitDocuments(NodeProcess node) throws Exception {
    String key = ApiKey.newSecret();
    new KeyDocuments(new FolderObjectStore(objects()))
        .create(
            new ApiKey(
                "acme",
                "look-%d".formatted(System.nanoTime()),
                SecretHash.of(key.getBytes(US_ASCII)),
                Optional.of("plant"),
                Set.of(Scope.INGEST)),
            Instant.now());
    connected(node, key).close();
  }

  /// The last of so many markers of `globex/site`.
  private static CommitMarker marker(Path objects, int count) throws Exception {
    Path site = objects.resolve("globex").resolve("site");
    Await.until(count + " markers in " + site, () -> markers(site).size() == count);
    try (InputStream in = Files.newInputStream(markers(site).getLast())) {
      return CommitMarker.read(in);
    }
  }

  private static List<Path> markers(Path site) throws Exception {
    if (!Files.isDirectory(site)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(site)) {
      return all.filter(it -> it.getFileName().toString().matches("seg-[0-9]{8}\\.json"))
          .sorted()
          .toList();
    }
  }

  /// A client, as soon as the node knows its key.
  private static RawClient connected(NodeProcess node, String key) throws Exception {
    Await.until(
        "the node takes the key", () -> connack(node, key).equals(RawClient.CONNACK_ACCEPTED));
    return RawClient.connect(node, key, "client-" + node.pid());
  }

  private static String connack(NodeProcess node, String key) throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("asks-" + node.pid(), key, 0));
      return client.read();
    }
  }

  private static Path objects() {
    return cluster.files(0).objects();
  }

  private static void set(String kind, String name, String json) throws Exception {
    Path file = Files.writeString(folder.resolve("document.json"), json);
    assertThat(admin("set", kind, name, file.toString())).contains("is set, version");
  }

  /// Runs `edgemq admin`, and returns what it prints.
  private static String admin(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("admin"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--config",
            cluster.files(0).folder().resolve("node.conf").toString(),
            "-D",
            "object-store.folder.path=" + objects()));
    return EdgemqProgram.run(all.toArray(String[]::new));
  }

  private static String lastLine(String output) {
    return output.strip().lines().reduce("", (_, last) -> last);
  }
}
