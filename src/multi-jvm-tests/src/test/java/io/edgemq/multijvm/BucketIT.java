package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.s3.FaultyLink;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A node whose object store is an S3 server behind a link that fails all the time: answers that
/// are lost or never come, requests that are cut, refusals. The node dies by `kill -9` meanwhile.
/// `-Dseed=` repeats the faults of a run.
class BucketIT {
  private static final int KILLS = 3;
  private static final int PAUSE_MILLIS_MAX = 150;
  private static final String PREFIX = "edge";
  private static final String PUTS = "PUT /" + S3Server.BUCKET + "/" + PREFIX + "/acme";

  /// Small segments, some of them in parts, and little patience with answers.
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            seal { size = 256 KiB, age = 1 s }
            object-store.s3 { attempt-timeout = 2 s, call-timeout = 4 s, multipart-threshold = 64 KiB }
          }
          """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostWhileTheNodeDiesAndTheBucketFails(long seed) throws Exception {
    NodeFiles files = NodeFiles.in(folder);
    List<Traffic> traffic =
        List.of(
            new MqttTraffic(new Feed("acme/plant", Tenants.KEY, 30, 16, 5), 5000),
            new MqttTraffic(new Feed("acme/depot", Tenants.DEPOT_KEY, 30, 1, 4)));
    try (var server = new S3Server();
        var link = new FaultyLink(server.port())) {
      var faults = new Thread(() -> fail(new Random(seed), link), "faults");
      faults.start();
      try {
        String settings =
            "edgemq {%n%s}%n%s".formatted(S3Server.hocon(link.endpoint(), PREFIX), SETTINGS);
        new KillStory(seed, files, settings).run(traffic, KILLS);
      } finally {
        faults.interrupt();
        faults.join();
      }
      verify(seed, server, files, traffic);
    }
  }

  private static void verify(long seed, S3Server server, NodeFiles files, List<Traffic> traffic)
      throws Exception {
    assertThat(files.localSegments()).isEmpty();
    try (S3ObjectStore bucket = server.store(PREFIX)) {
      Readings readings = Readings.in(bucket);
      assertThat(readings.report().faults()).isEmpty();
      assertThat(readings.strangers()).isEmpty();
      for (Traffic each : traffic) {
        Readings.Outcome outcome = each.outcome(readings);
        System.out.printf(
            "bucket, seed %d, %s: %s in %d segments%n",
            seed, each, outcome, readings.report().markers());
        assertThat(outcome.isKept()).as("seed %d: %s", seed, outcome).isTrue();
        assertThat(outcome.acknowledged()).isPositive();
      }
    }
  }

  /// One fault after the other, of every kind, until it is interrupted.
  private static void fail(Random random, FaultyLink link) {
    FaultyLink.Fault[] kinds = FaultyLink.Fault.values();
    try {
      while (true) {
        if (link.isDone()) {
          link.plan(PUTS, kinds[random.nextInt(kinds.length)]);
        }
        Thread.sleep(random.nextInt(PAUSE_MILLIS_MAX));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the story is over
    }
  }
}
