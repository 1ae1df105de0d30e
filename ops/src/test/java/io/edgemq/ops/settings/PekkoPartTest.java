package io.edgemq.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PekkoPartTest {
  @Test
  void ourDefaultsGoBeforePekkos() {
    Config pekko = Loaded.settings("").pekkoConfig().getConfig("pekko");

    assertThat(pekko.getString("actor.provider")).isEqualTo("cluster");
    assertThat(pekko.getBoolean("actor.allow-java-serialization")).isFalse();
    assertThat(pekko.getString("cluster.sharding.passivation.strategy")).isEqualTo("none");
    assertThat(pekko.getString("cluster.downing-provider-class")).endsWith("BrainResolverProvider");
    assertThat(pekko.getDuration("cluster.split-brain-resolver.stable-after"))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(pekko.getString("cluster.app-version")).isEqualTo("0.0.0");
    assertThat(pekko.getString("actor.serializers.edgemq-wal")).endsWith("WalSerializer");
    assertThat(pekko.getString("stdout-loglevel")).isEqualTo("OFF");
    assertThat(pekko.getStringList("loggers"))
        .containsExactly("org.apache.pekko.event.slf4j.Slf4jLogger");
  }

  @Test
  void theAddressAndTheTimeoutsFollowOurSettings() {
    Config pekko =
        Loaded.settings(
                """
                cluster { host = localhost, port = 2551 }
                shutdown { connections-within = 7 s, ship-within = 40 s }
                """)
            .pekkoConfig()
            .getConfig("pekko");

    assertThat(pekko.getString("remote.artery.canonical.hostname")).isEqualTo("localhost");
    assertThat(pekko.getInt("remote.artery.canonical.port")).isEqualTo(2551);
    Config phases = pekko.getConfig("coordinated-shutdown.phases");
    assertThat(phases.getDuration("service-requests-done.timeout"))
        .isEqualTo(Duration.ofSeconds(12));
    assertThat(phases.getDuration("cluster-sharding-shutdown-region.timeout"))
        .isEqualTo(Duration.ofSeconds(45));
    assertThat(phases.getDuration("before-actor-system-terminate.timeout"))
        .isEqualTo(Duration.ofSeconds(45));
  }

  @ParameterizedTest
  @CsvSource({"2551,5000", "2552,1000"})
  void onlyTheFirstSeedNodeWaitsLongForTheOthers(int port, long millis) {
    String seeds = "seed-nodes = [\"10.0.0.1:2551\", \"10.0.0.1:2552\"]";
    Config pekko =
        Loaded.settings("cluster { host = 10.0.0.1, port = %d, %s }".formatted(port, seeds))
            .pekkoConfig();

    assertThat(pekko.getDuration("pekko.cluster.seed-node-timeout"))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void whereANodeListensMayBeAnotherAddress() {
    assertThat(bind("cluster { host = 10.0.0.1, port = 2551 }")).isEqualTo("10.0.0.1:2551");
    assertThat(bind("cluster { host = a, port = 2551, bind-host = 0.0.0.0, bind-port = 25520 }"))
        .isEqualTo("0.0.0.0:25520");
  }

  private static String bind(String settings) {
    Config bind = Loaded.settings(settings).pekkoConfig().getConfig("pekko.remote.artery.bind");
    return bind.getString("hostname") + ":" + bind.getInt("port");
  }

  @Test
  void nodesTalkOverTlsWhereThereAreCertificates() {
    assertThat(transport("")).isEqualTo("tcp");
    assertThat(transport("cluster.tls { certificate = a, key = b, ca = c }")).isEqualTo("tls-tcp");
  }

  private static String transport(String settings) {
    return Loaded.settings(settings).pekkoConfig().getString("pekko.remote.artery.transport");
  }

  @Test
  void theOtherNodesSeeTheRoles() {
    String settings = "cluster { port = 1, seed-nodes = [\"a:1\"], roles = [ingest] }";

    assertThat(Loaded.settings(settings).pekkoConfig().getStringList("pekko.cluster.roles"))
        .containsExactly("ingest");
  }

  @Test
  void theLargestAppendFitsAMessageBetweenNodes() {
    assertThat(messageBytesMax("")).as("a request").isEqualTo((32L << 20) + (64 << 10));
    assertThat(messageBytesMax("http.frames-bytes-max = 1 MiB, mqtt.message-bytes-max = 8 MiB"))
        .as("two frames of MQTT, and what is held and comes at once as frames of four times that")
        .isEqualTo(2L * ((8 << 20) + 65_554) + 4 * (1536L << 10) + (64 << 10));
  }

  private static long messageBytesMax(String settings) {
    return Loaded.settings(settings)
        .pekkoConfig()
        .getBytes("pekko.remote.artery.advanced.maximum-large-frame-size");
  }

  @Test
  void theRestOfPekkoAndTheDispatchersCanBeSet() {
    var loaded =
        SettingsLoader.load(
            ConfigFactory.parseString("pekko.cluster.roles = [edge]"),
            List.of(
                "pekko.log-dead-letters=3",
                "dispatchers.wal.thread-pool-executor.fixed-pool-size=2"));

    Config config = ((LoadedSettings.Valid) loaded).settings().pekkoConfig();
    assertThat(config.getStringList("pekko.cluster.roles"))
        .containsExactly("edge", "ingest", "log");
    assertThat(config.getInt("pekko.log-dead-letters")).isEqualTo(3);
    assertThat(config.getInt("edgemq.dispatchers.wal.thread-pool-executor.fixed-pool-size"))
        .isEqualTo(2);
  }

  @Test
  void pekkoSeesNoKeysAndNoVariables() {
    var file =
        ConfigFactory.parseString(
            """
            device-key = "%s"
            edgemq.bootstrap.tenants.acme {
              plan = pro
              keys = [ { name = device, key = ${device-key} } ]
            }
            """
                .formatted(Loaded.KEY));

    Config config =
        ((LoadedSettings.Valid) SettingsLoader.load(file, List.of())).settings().pekkoConfig();

    assertThat(config.getConfig("edgemq").root().keySet()).containsExactly("dispatchers");
    assertThat(config.root().render(ConfigRenderOptions.defaults())).doesNotContain(Loaded.KEY);
  }

  @Test
  void asManySegmentsAreRenderedAtOnceAsAreShipped() {
    Config config = Loaded.settings("shipping.parallelism = 7").pekkoConfig();

    assertThat(config.getInt("edgemq.dispatchers.render.thread-pool-executor.fixed-pool-size"))
        .isEqualTo(7);
  }

  @Test
  void aClusterOfOneFormsWithIt() throws Exception {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "edgemq", Loaded.settings("").pekkoConfig());
    try {
      Cluster cluster = Cluster.get(system.classicSystem());
      var up = new CountDownLatch(1);
      cluster.registerOnMemberUp(up::countDown);
      cluster.join(cluster.selfAddress());

      assertThat(up.await(20, TimeUnit.SECONDS)).isTrue();
      for (String name : List.of("wal", "shipping", "render")) {
        var selector = DispatcherSelector.fromConfig("edgemq.dispatchers." + name);
        assertThat(system.dispatchers().lookup(selector)).isNotNull();
      }
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
  }
}
