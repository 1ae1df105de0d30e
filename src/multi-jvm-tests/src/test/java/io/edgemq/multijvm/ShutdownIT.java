package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.load.AfterReset;
import io.edgemq.ops.load.ConnectionEnd;
import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node that is told to stop while it is busy.
class ShutdownIT {
  private static final int ACKNOWLEDGED_BEFORE = 20_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  private NodeFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    files = NodeFiles.in(folder);
  }

  @Test
  void whatWasAcknowledgedIsCommittedWhenTheNodeIsGone() throws Exception {
    LoadReport report = stopUnderLoad(Tenants.SETTINGS + "edgemq.shutdown.ship-within = 100 s\n");

    assertThat(files.localSegments()).isEmpty();
    verify(report);
  }

  @Test
  void whatCouldNotBeShippedInTimeIsShippedByTheNextStart() throws Exception {
    String settings = Tenants.SETTINGS + "edgemq.shutdown.ship-within = 1 s\n";
    files.takeStore();
    LoadReport report = stopUnderLoad(settings);
    assertThat(files.localSegments()).isNotEmpty();
    assertThat(files.markers()).isEmpty();

    files.bringStore();
    try (NodeProcess node = NodeProcess.start(files, settings)) {
      Await.until("the node's disk is empty", () -> files.localSegments().isEmpty());
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    verify(report);
  }

  @Test
  void aNodeWithNothingToDoStops() throws Exception {
    try (NodeProcess node = NodeProcess.start(files, Tenants.SETTINGS)) {
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    assertThat(files.markers()).isEmpty();
  }

  @Test
  void aSecondNodeIsKeptOutOfTheDataOfTheFirst() throws Exception {
    try (NodeProcess node = NodeProcess.start(files, Tenants.SETTINGS);
        NodeProcess second = NodeProcess.launch(files, Tenants.SETTINGS)) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.hasLogged("in use by another process")).isTrue();
      node.terminate();
    }
  }

  private LoadReport stopUnderLoad(String settings) throws Exception {
    try (NodeProcess node = NodeProcess.start(files, settings)) {
      Load load =
          Load.start(
              Feed.PLANT.plan(node::port).afterReset(AfterReset.END).build(), LoadListener.NONE);
      Await.until(
          () -> "a busy node: " + load.progress(),
          () -> load.progress().acknowledged() >= ACKNOWLEDGED_BEFORE);
      node.terminate();
      LoadReport report = load.await();
      assertThat(node.errors()).isEmpty();
      assertThat(report.ended(ConnectionEnd.RESET)).isEqualTo(Feed.PLANT.connections());
      return report;
    }
  }

  private void verify(LoadReport report) throws IOException {
    Readings readings = Readings.in(files.objects());
    Readings.Outcome outcome = readings.outcome(Feed.PLANT.endpoint(), report);

    assertThat(readings.report().faults()).isEmpty();
    assertThat(readings.strangers()).isEmpty();
    assertThat(outcome.isKept()).as(outcome.toString()).isTrue();
    assertThat(outcome.duplicates()).isZero();
  }
}
