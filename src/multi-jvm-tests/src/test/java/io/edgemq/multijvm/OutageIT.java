package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node whose object store cannot be reached for a while: devices notice nothing, and what piled
/// up is shipped afterwards.
class OutageIT {
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            seal { size = 256 KiB, age = 1 s }
            shipping { retry-min = 100 ms, retry-max = 1 s }
          }
          """;

  /// Even, and slow enough that nothing but the outage holds the node up.
  private static final double MESSAGES_PER_SECOND = 5000;

  /// Shipping counts as behind then, and segments grow.
  private static final int WAITING = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  @Test
  void publishingGoesOnAndEverythingIsShippedAfterwards() throws Exception {
    LoadReport report;
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Load load = start(node);
      awaitCommits(2);
      files.takeStore();
      awaitWaiting();
      long before = load.progress().acknowledged();
      Await.until(
          () -> "acknowledged without a store: " + load.progress(),
          () -> load.progress().acknowledged() > before + 2 * MESSAGES_PER_SECOND);
      assertThat(node.hasLogged("Shipping of acme/plant/0")).isTrue();

      files.bringStore();
      awaitCommits(files.markers().size() + 2 * WAITING);
      load.stop();
      report = load.await();
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    assertThat(report.resets()).isZero();
    assertThat(report.sent()).isEqualTo(report.acknowledged());
    verifyAllIsThereOnce(report);
  }

  @Test
  void aNodeThatIsKilledMeanwhileGoesOnWithWhatItHad() throws Exception {
    files.takeStore();
    LoadReport first;
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Load load = start(node);
      awaitWaiting();
      load.stop();
      first = load.await();
      node.kill();
    }
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      Await.until(
          "a log line about what could not be shipped",
          () -> node.hasLogged("Shipping of acme/plant/0"));
      files.bringStore();
      Await.until("the node's disk is empty", () -> files.localSegments().isEmpty());
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    verifyAllIsThereOnce(first);
  }

  private static Load start(NodeProcess node) throws IOException {
    return Load.start(
        Feed.PLANT.plan(node::port).messagesPerSecond(MESSAGES_PER_SECOND).build(),
        LoadListener.NONE);
  }

  private void awaitCommits(int count) throws Exception {
    Await.until(count + " segments in the store", () -> files.markers().size() >= count);
  }

  private void awaitWaiting() throws Exception {
    Await.until(
        WAITING + " segments on the node's disk", () -> files.localSegments().size() >= WAITING);
  }

  private void verifyAllIsThereOnce(LoadReport report) throws IOException {
    Readings readings = Readings.in(files.objects());
    Readings.Outcome outcome = readings.outcome(Feed.PLANT.endpoint(), report);

    assertThat(files.localSegments()).isEmpty();
    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.strangers()).isEmpty();
    assertThat(outcome.isKept()).as(outcome.toString()).isTrue();
    assertThat(outcome.committed()).isEqualTo(report.acknowledged());
    assertThat(outcome.duplicates()).isZero();
  }
}
