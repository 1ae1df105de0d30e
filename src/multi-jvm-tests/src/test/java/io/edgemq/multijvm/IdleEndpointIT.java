package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Devices that come, publish one message and go, at an endpoint whose log is closed as soon as
/// nobody is there: every message meets a log that is open, closing, closed or opening.
class IdleEndpointIT {
  private static final int VISITS = 200;
  private static final int PAUSE_MILLIS_MAX = 40;
  private static final String SETTINGS =
      Tenants.SETTINGS + "edgemq { wal.idle-after = 10 ms, seal.age = 1 h }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  static LongStream seeds() {
    return Seeds.upTo(1);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noMessageIsLostBetweenTwoLogs(long seed) throws Exception {
    var random = new Random(seed);
    NodeFiles files = NodeFiles.in(folder);
    try (NodeProcess node = NodeProcess.start(files, SETTINGS)) {
      for (int visit = 0; visit < VISITS; visit++) {
        try (RawClient client = RawClient.connect(node, Tenants.KEY, "visitor")) {
          client.send(publish(1, 1, "idle", Integer.toString(visit)));
          assertThat(client.read()).isEqualTo(puback(1));
          client.send(RawClient.disconnect());
        }
        node.letRun(Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)));
      }
      node.terminate();
      assertThat(node.errors()).isEmpty();
    }

    Committed committed = Committed.read(files.objects());
    List<String> visits = IntStream.range(0, VISITS).mapToObj(Integer::toString).toList();
    assertThat(files.localSegments()).isEmpty();
    assertThat(committed.report().faults()).isEmpty();
    assertThat(committed.report().markers()).isGreaterThan(1);
    assertThat(committed.payloads("idle")).as("seed %d", seed).isEqualTo(visits);
  }
}
