package io.edgemq.ops.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.edgemq.ops.settings.NodeSettings.Cluster;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Shutdown;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What of the configuration Pekko gets to see.
final class PekkoPart {
  private static final String EDGEMQ = "edgemq";
  private static final String DISPATCHERS = "edgemq.dispatchers";
  private static final String ROLES = "pekko.cluster.roles";
  private static final String ASKING_OFTEN = "1 s";
  private static final String PHASES = "pekko.coordinated-shutdown.phases.";

  /// A task's own timeout fires first, so that it can still say what is left undone.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private PekkoPart() {}

  /// Only sections that a library has defaults for: others are the user's variables, which may hold
  /// keys, and Pekko can print its configuration.
  ///
  /// @param messageBytesMax largest message between nodes, its envelope included
  static Config of(
      Config all, Set<String> sections, Cluster cluster, int messageBytesMax, Shutdown shutdown) {
    Config kept = ConfigFactory.empty();
    for (String section : sections) {
      if (!section.equals(EDGEMQ)) {
        kept = kept.withValue(ConfigUtil.joinPath(section), all.root().get(section));
      }
    }
    String transport = cluster.tls().isPresent() ? "tls-tcp" : "tcp"; // UDP needs a media driver
    Config fixed =
        kept.withValue("pekko.remote.artery.transport", text(transport))
            .withValue("pekko.remote.artery.canonical.hostname", text(cluster.host()))
            .withValue("pekko.remote.artery.canonical.port", number(cluster.port()))
            .withValue("pekko.remote.artery.bind.hostname", text(cluster.bindHost()))
            .withValue("pekko.remote.artery.bind.port", number(cluster.bindPort()))
            .withValue(ROLES, roles(all, cluster))
            // During a rolling update new logs go to nodes of the newest version.
            .withValue("pekko.cluster.app-version", text(ProgramVersion.ofJar().orElse("0.0.0")))
            .withValue(
                "pekko.remote.artery.advanced.maximum-large-frame-size", number(messageBytesMax))
            .withValue(PHASES + "before-service-unbind.timeout", ms(shutdown.shipWithin()))
            .withValue(PHASES + "service-requests-done.timeout", ms(shutdown.connectionsWithin()))
            .withValue(
                PHASES + "cluster-sharding-shutdown-region.timeout", ms(shutdown.shipWithin()))
            .withValue(PHASES + "before-actor-system-terminate.timeout", ms(shutdown.shipWithin()));
    if (!mayFound(cluster)) {
      fixed = fixed.withValue("pekko.cluster.seed-node-timeout", text(ASKING_OFTEN));
    }
    return all.hasPath(DISPATCHERS)
        ? fixed.withValue(DISPATCHERS, all.getValue(DISPATCHERS))
        : fixed;
  }

  /// Whether it founds a cluster when no seed node has answered for a while, and so is to be
  /// patient; the others may ask often.
  private static boolean mayFound(Cluster cluster) {
    return cluster.seedNodes().stream()
        .limit(1)
        .allMatch(it -> it.equals(new HostPort(cluster.host(), cluster.port())));
  }

  /// Ours beside those that somebody has for himself.
  private static ConfigValue roles(Config all, Cluster cluster) {
    Set<String> roles = new TreeSet<>(all.hasPath(ROLES) ? all.getStringList(ROLES) : List.of());
    cluster.roles().forEach(it -> roles.add(it.label()));
    return ConfigValueFactory.fromIterable(roles, "edgemq.cluster.roles");
  }

  private static ConfigValue text(String value) {
    return ConfigValueFactory.fromAnyRef(value, "edgemq.cluster");
  }

  private static ConfigValue number(int value) {
    return ConfigValueFactory.fromAnyRef(value, "edgemq.cluster");
  }

  private static ConfigValue ms(Duration within) {
    return ConfigValueFactory.fromAnyRef(within.plus(MARGIN).toMillis() + " ms", "edgemq.shutdown");
  }
}
