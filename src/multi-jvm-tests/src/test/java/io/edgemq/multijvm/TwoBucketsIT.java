package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Two tenants with a store of their own each, of which one is dead for longer than its endpoint's
/// budget lasts: the other notices nothing, and in the end both have all that was acknowledged.
class TwoBucketsIT {
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            mqtt { message-bytes-max = 64 KiB, unacknowledged-bytes-max = 64 KiB }
            wal { endpoint-bytes-max = 4 MiB, queue-bytes-max = 8 MiB }
            seal { size = 64 KiB, age = 1 s, max-size = 1 MiB }
            shipping { retry-min = 100 ms, retry-max = 1 s }
          }
          """;

  private static final Feed SITE = new Feed("globex/site", Tenants.OTHER_KEY, 20, 8, 4);

  /// Many times what the budget holds.
  private static final int MESSAGES = 150_000;

  /// Segments that the other store gets meanwhile.
  private static final int MEANWHILE = 10;

  private static final int PROCESS_BYTES_MAX = 3 * (int) NodeProcess.HEAP_BYTES_MAX;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;
  private NodeFiles dead;
  private NodeFiles live;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder.resolve("node"));
    dead = NodeFiles.in(folder.resolve("dead"));
    live = NodeFiles.in(folder.resolve("live"));
    giveStore("acme", "plant", dead);
    giveStore("globex", "site", live);
  }

  @Test
  void aDeadStoreOfOneTenantDoesNotDelayAnothersCommits() throws Exception {
    dead.takeStore();
    LoadReport plant;
    LoadReport site;
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Load waiting =
          Load.start(Feed.PLANT.plan(node::port).messages(MESSAGES).build(), LoadListener.NONE);
      Load flowing =
          Load.start(SITE.plan(node::port).messagesPerSecond(2000).build(), LoadListener.NONE);
      Await.until(
          "a log that cannot append",
          () -> node.hasLogged("acme/plant/0 cannot append and lets its senders wait"));
      int before = live.markers().size();
      Await.until("commits of the other", () -> live.markers().size() >= before + MEANWHILE);
      Await.until(
          "what is told of the budget",
          () -> node.hasLogged("Of the budget of acme/plant/0 on this disk 100 %"));
      assertThat(node.hasLogged("into folder " + dead.objectsOfNode() + " failed; all that goes"))
          .isTrue();
      assertThat(node.hasLogged("globex/site/0 cannot append")).isFalse();
      assertThat(log(node, "plant").path("secondsLeft").asLong(-1)).isZero();
      assertThat(log(node, "plant").path("bytesMax").asLong()).isEqualTo(4 << 20);
      assertThat(node.residentBytes()).isLessThan(PROCESS_BYTES_MAX);
      assertThat(dead.markers()).isEmpty();

      dead.bringStore();
      plant = waiting.await();
      flowing.stop();
      site = flowing.await();
      Await.until("the node's disk is empty", () -> files.localSegments().isEmpty());
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    verify(dead, Feed.PLANT, plant);
    verify(live, SITE, site);
  }

  private void giveStore(String tenant, String endpoint, NodeFiles store) throws IOException {
    document(
        "destinations/" + tenant + "/own",
        "\"kind\": \"folder\", \"path\": \"%s\"".formatted(store.objectsOfNode()));
    document("endpoints/" + tenant + "/" + endpoint, "\"destination\": \"own\"");
  }

  private void document(String name, String members) throws IOException {
    Path path = files.objects().resolve("control").resolve(name).resolve("00000001.json");
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(
        path,
        """
        { "schema": 1, "updatedAt": "2026-11-23T00:00:00Z", "updatedBy": "test", %s }
        """
            .formatted(members));
  }

  private static JsonNode log(NodeProcess node, String endpoint) throws Exception {
    return StreamSupport.stream(
            Management.get(node, "/cluster/logs").path("logs").spliterator(), false)
        .filter(it -> it.path("endpoint").asText().equals(endpoint))
        .findAny()
        .orElseThrow();
  }

  private static void verify(NodeFiles store, Feed feed, LoadReport report) throws IOException {
    Readings readings = Readings.in(store.objects());
    Readings.Outcome outcome = readings.outcome(feed.endpoint(), report);
    assertThat(report.resets()).isZero();
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.strangers()).isEmpty();
    assertThat(outcome.isKept()).as(outcome.toString()).isTrue();
    assertThat(outcome.committed()).isEqualTo(report.acknowledged());
  }
}
