package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.multijvm.Readings.Clocks;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.wal.SealReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node of a cluster whose clock is set a day forward and two days back under load. Its other
/// clock, which only tells how much time has passed, goes on as ever, as it does on a real machine.
class ClockIT {
  private static final int NODES = 3;
  private static final int JUMPING = 1;
  private static final Duration TOLERANCE = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// Prints where the library is that changes the clock of what is started with it.
  private static final String FIND = "ls /usr/lib/*/faketime/libfaketimeMT.so.1";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void aClockThatJumpsLosesNothingAndHoldsNothingUp() throws Exception {
    List<String> find = List.of("sh", "-c", FIND);
    InstalledProgram.require("faketime", find);
    String library = InstalledProgram.run(Path.of("/dev/null"), find).output().strip();
    Path clock = folder.resolve("clock");
    set(clock, "+0d");
    List<Traffic> traffic = ClusterStory.slowTraffic();
    try (var cluster = new TestCluster(folder, NODES, ClusterStory.SETTINGS)) {
      cluster.prefix(JUMPING, withClock(library, clock));
      ClusterStory.run(cluster, traffic, () -> jump(cluster, clock, traffic));
      for (NodeProcess each : cluster.processes()) {
        assertThat(each.hasLogged("is downing [")).isFalse();
      }
      Readings readings = Readings.in(cluster.files(0).objects(), Clocks.MANY);
      ClusterStory.verify("clock", traffic, readings);
    }
  }

  private static void jump(TestCluster cluster, Path clock, List<Traffic> traffic)
      throws Exception {
    ClusterStory.awaitFlow("all serve", traffic);
    set(clock, "+1d");
    awaitSealed(cluster, DAY);
    ClusterStory.awaitFlow("a jump forward", traffic);
    set(clock, "-1d");
    awaitSealed(cluster, DAY.negated());
    ClusterStory.awaitFlow("a jump back", traffic);
  }

  /// Returns once segments are sealed, by their age, by a clock that is so far off.
  private static void awaitSealed(TestCluster cluster, Duration off) throws Exception {
    NodeFiles files = cluster.files(JUMPING);
    String instance = Files.readString(files.data().resolve("instance-id")).strip();
    Set<Path> seen = new HashSet<>();
    Await.until(
        "a segment of node %s sealed %s off".formatted(instance, off),
        () -> {
          for (Path marker : files.markers()) {
            if (marker.toString().contains(instance) && seen.add(marker) && isSealed(marker, off)) {
              return true;
            }
          }
          return false;
        });
  }

  private static boolean isSealed(Path file, Duration off) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      CommitMarker marker = CommitMarker.read(in);
      Duration difference =
          Duration.between(Instant.now().plus(off), Instant.parse(marker.sealedAt()));
      return marker.sealedBy().equals(SealReason.AGE.label())
          && difference.abs().compareTo(TOLERANCE) < 0;
    }
  }

  private static void set(Path clock, String offset) throws IOException {
    Path draft = clock.resolveSibling("clock.new");
    Files.writeString(draft, offset + "\n");
    Files.move(draft, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> withClock(String library, Path clock) {
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + clock,
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "NO_FAKE_STAT=1");
  }
}
