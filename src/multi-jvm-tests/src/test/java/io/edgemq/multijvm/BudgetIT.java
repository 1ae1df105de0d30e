package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.AfterReset;
import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// An endpoint that has used up its part of the disk while the object store is away: its senders
/// have to wait, and that is all that happens to them.
class BudgetIT {
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            mqtt { message-bytes-max = 64 KiB, unacknowledged-bytes-max = 64 KiB }
            wal { endpoint-bytes-max = 4 MiB, queue-bytes-max = 8 MiB }
            seal { size = 256 KiB, age = 1 s, max-size = 1 MiB }
            shipping { retry-min = 100 ms, retry-max = 1 s }
          }
          """;

  /// Many times what the budget holds.
  private static final int MESSAGES = 200_000;

  /// Header, topic and payload of a reading in the log are more than that.
  private static final int FRAME_BYTES_MIN = 100;

  private static final int BUDGET_BYTES = 4 << 20;

  /// The group that crosses the limit is still appended.
  private static final int GROUP_BYTES_MAX = 1 << 20;

  private static final int PROCESS_BYTES_MAX = 3 * (int) NodeProcess.HEAP_BYTES_MAX;

  private static final int KEEP_ALIVE_SECONDS = 2;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  @Test
  void sendersWaitUntilTheStoreIsBack() throws Exception {
    files.takeStore();
    LoadReport report;
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Load load =
          Load.start(Feed.PLANT.plan(node::port).messages(MESSAGES).build(), LoadListener.NONE);
      awaitStandstill(node, load);
      assertThat(load.progress().open()).isEqualTo(Feed.PLANT.connections());
      assertThat(load.progress().acknowledged())
          .isBetween(1L, (long) (BUDGET_BYTES + GROUP_BYTES_MAX) / FRAME_BYTES_MIN);
      assertThat(node.residentBytes()).isLessThan(PROCESS_BYTES_MAX);

      files.bringStore();
      report = load.await();
      Await.until("the node's disk is empty", () -> files.localSegments().isEmpty());
      assertThat(node.hasLogged("acme/plant/0 appends again")).isTrue();
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    assertThat(report.acknowledged()).isEqualTo(MESSAGES);
    assertThat(report.resets()).isZero();
    Readings readings = Readings.in(files.objects());
    Readings.Outcome outcome = readings.outcome(Feed.PLANT.endpoint(), report);
    assertThat(readings.report().faults()).isEmpty();
    assertThat(outcome.isKept()).as(outcome.toString()).isTrue();
    assertThat(outcome.duplicates()).isZero();
  }

  @Test
  void aSenderThatHasToWaitIsNotTakenForDead() throws Exception {
    files.takeStore();
    try (NodeProcess node = NodeProcess.start(files, SETTINGS);
        RawClient patient = RawClient.open(node);
        RawClient blocked = RawClient.open(node)) {
      patient.send(RawClient.connect("patient", Tenants.KEY, KEEP_ALIVE_SECONDS));
      blocked.send(RawClient.connect("blocked", Tenants.KEY, KEEP_ALIVE_SECONDS));
      assertThat(patient.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      assertThat(blocked.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      Load load = Load.start(Feed.PLANT.plan(node::port).build(), LoadListener.NONE);
      pingUntilStandstill(node, patient, blocked);
      patient.send(publish(1, 7, "waiting/patient", "first"));
      // More than the node reads from one connection, and then silence.
      String large = "x".repeat(60 << 10);
      for (int id = 1; id <= 4; id++) {
        blocked.send(publish(1, id, "waiting/blocked", large));
      }
      for (int second = 0; second < 3 * KEEP_ALIVE_SECONDS; second++) {
        ping(patient);
        node.letRun(Duration.ofSeconds(1));
      }

      load.stop();
      files.bringStore();
      Await.until("the PUBACK behind some PINGRESPs", () -> pingedUntil(puback(7), patient));
      for (int id = 1; id <= 4; id++) {
        assertThat(blocked.read()).isEqualTo(puback(id));
      }
      assertThat(load.await().resets()).isZero();
      node.terminate();
    }

    Committed committed = Committed.read(files.objects());
    assertThat(committed.payloads("waiting/patient")).containsExactly("first");
    assertThat(committed.payloads("waiting/blocked")).hasSize(4);
  }

  @Test
  void aNodeWhoseSendersWaitStopsInOrder() throws Exception {
    files.takeStore();
    LoadReport report;
    String settings =
        SETTINGS
            + "edgemq.shutdown.connections-within = 1 s\n"
            + "edgemq.shutdown.ship-within = 1 s\n";
    try (NodeProcess node = NodeProcess.start(files, settings)) {
      Load load =
          Load.start(
              Feed.PLANT.plan(node::port).afterReset(AfterReset.END).build(), LoadListener.NONE);
      awaitStandstill(node, load);
      node.terminate();
      report = load.await();
    }
    files.bringStore();
    try (NodeProcess node = NodeProcess.start(files, settings)) {
      Await.until("the node's disk is empty", () -> files.localSegments().isEmpty());
      node.terminate();
    }

    Readings readings = Readings.in(files.objects());
    Readings.Outcome outcome = readings.outcome(Feed.PLANT.endpoint(), report);
    assertThat(readings.report().faults()).isEmpty();
    assertThat(outcome.isKept()).as(outcome.toString()).isTrue();
  }

  /// A device that gives up waiting comes back and sends the same again, and again. What it left
  /// behind stays in memory until the log goes on, so at some point it has to be kept out.
  @Test
  void sendersThatComeBackAgainAndAgainAreKeptOut() throws Exception {
    files.takeStore();
    byte[] message = publish(1, 1, "back", "x".repeat(60 << 10));
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Await.until(
          "a CONNACK that the server is not available",
          () -> {
            try (RawClient client = RawClient.open(node)) {
              client.send(RawClient.connect("back", Tenants.KEY, 0));
              if (client.read().equals(RawClient.CONNACK_UNAVAILABLE)) {
                return true;
              }
              client.send(message, message, message);
              return false;
            }
          });
      assertThat(node.residentBytes()).isLessThan(PROCESS_BYTES_MAX);

      files.bringStore();
      Await.until("room again", () -> isServed(node));
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }
  }

  private static boolean isServed(NodeProcess node) throws IOException {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("back", Tenants.KEY, 0), publish(1, 2, "back", "last"));
      return client.read().equals(RawClient.CONNACK_ACCEPTED) && client.read().equals(puback(2));
    }
  }

  private static void pingUntilStandstill(NodeProcess node, RawClient... clients) throws Exception {
    Await.until(
        "a log that cannot append",
        () -> {
          for (RawClient client : clients) {
            ping(client);
          }
          return node.hasLogged("acme/plant/0 cannot append and lets its senders wait");
        });
  }

  private static void ping(RawClient client) throws IOException {
    client.send(RawClient.pingreq());
    assertThat(client.read()).isEqualTo(RawClient.PINGRESP);
  }

  private static boolean pingedUntil(String answer, RawClient client) throws IOException {
    client.send(RawClient.pingreq());
    String next = client.read();
    assertThat(next).isIn(answer, RawClient.PINGRESP);
    return next.equals(answer);
  }

  private static void awaitStandstill(NodeProcess node, Load load) throws Exception {
    Await.until(
        "a log that cannot append",
        () -> node.hasLogged("acme/plant/0 cannot append and lets its senders wait"));
    Await.steady(
        "the number of acknowledged messages",
        Duration.ofSeconds(3),
        () -> load.progress().acknowledged());
  }
}
