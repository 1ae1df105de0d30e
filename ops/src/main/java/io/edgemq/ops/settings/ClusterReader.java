package io.edgemq.ops.settings;

import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ops.settings.NodeSettings.Cluster;
import io.edgemq.ops.settings.NodeSettings.Dns;
import io.edgemq.ops.settings.NodeSettings.DnsType;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the section `cluster`.
final class ClusterReader {
  /// Of no effect between nodes, where Artery has a time of its own (advanced.handshake-timeout).
  private static final Duration HANDSHAKE_WITHIN = Duration.ofSeconds(10);

  /// As many as are joined through.
  private static final int NODES_MIN_MOST = 64;

  private ClusterReader() {}

  static Cluster read(Section section) {
    String host = section.value("host", Rules.host());
    int port = section.value("port", Rules.port());
    var cluster =
        new Cluster(
            host,
            port,
            section.value("bind-host", Rules.orEmpty(Rules.host())).orElse(host),
            section.value("bind-port", Rules.orEmpty(Rules.port())).orElse(port),
            tls(section.section("tls")),
            section.value("seed-nodes", Rules.listOf(Rules.hostPort())),
            dns(section.section("dns")),
            section.value("join-within", Rules.duration(Duration.ofSeconds(1), Duration.ofDays(1))),
            roles(section));
    section.refuseOthers();
    return cluster;
  }

  /// What only a node of many has to keep to.
  ///
  /// @param betweenNodes bytes of the largest message
  static void check(Section section, Cluster cluster, long betweenNodes) {
    if (cluster.isOfOne()) {
      if (cluster.roles().size() < Role.values().length) {
        section.fault("roles", "one node alone needs all of them; allowed: [ingest, log]");
      }
      return;
    }
    checkAddress(section, cluster);
    if (betweenNodes > BetweenNodes.MESSAGE_BYTES_MAX) {
      section.fault(
          "seed-nodes",
          "an append may take %s, which is too much for a message between nodes; allowed: %s, with a"
                  .formatted(Units.bytes(betweenNodes), Units.bytes(BetweenNodes.MESSAGE_BYTES_MAX))
              + " smaller http.frames-bytes-max, mqtt.message-bytes-max or"
              + " mqtt.unacknowledged-bytes-max");
    }
  }

  private static void checkAddress(Section section, Cluster cluster) {
    if (cluster.port() == 0) {
      section.fault(
          "port",
          "0 is no port that a node can be found again by; allowed: 1 to 65535 with seed-nodes or dns");
    } else if (cluster.bindPort() == 0) {
      section.fault(
          "bind-port",
          "0 is no port that others can be led to; allowed: 1 to 65535 with seed-nodes or dns");
    }
    List<HostPort> seedNodes = cluster.seedNodes();
    if (!seedNodes.isEmpty() && cluster.dns().isPresent()) {
      section.fault("seed-nodes", "are given, and dns too; allowed: one of them");
    }
    if (Set.copyOf(seedNodes).size() < seedNodes.size()) {
      section.fault("seed-nodes", "names a node twice; allowed: each once");
    }
  }

  private static Optional<Dns> dns(Section section) {
    Optional<String> name = section.value("name", Rules.orEmpty(Rules.dnsName()));
    DnsType type = section.value("type", Rules.oneOf(DnsType.class));
    int nodesMin = section.value("nodes-min", Rules.integer(1, NODES_MIN_MOST));
    Duration poll =
        section.value("poll", Rules.duration(Duration.ofMillis(100), Duration.ofMinutes(1)));
    Optional<HostPort> server = section.value("server", Rules.orEmpty(Rules.hostPort()));
    section.refuseOthers();
    return name.map(it -> new Dns(it, type, nodesMin, poll, server));
  }

  /// All three files or none of them.
  private static Optional<TlsSettings> tls(Section section) {
    Optional<Path> certificate = section.value("certificate", Rules.orEmpty(Rules.path()));
    Optional<Path> key = section.value("key", Rules.orEmpty(Rules.path()));
    Optional<Path> ca = section.value("ca", Rules.orEmpty(Rules.path()));
    Duration reloadEvery =
        section.value("reload-interval", Rules.duration(Duration.ofMillis(1), Duration.ofDays(1)));
    section.refuseOthers();
    if (certificate.isPresent() && key.isPresent() && ca.isPresent()) {
      return Optional.of(
          new TlsSettings(
              List.of(new TlsSettings.CertificateFiles(certificate.get(), key.get())),
              ca,
              TlsSettings.ClientAuthentication.REQUIRED,
              HANDSHAKE_WITHIN,
              reloadEvery));
    }
    if (certificate.isPresent() || key.isPresent() || ca.isPresent()) {
      String missing = certificate.isEmpty() ? "certificate" : key.isEmpty() ? "key" : "ca";
      section.fault(missing, "is needed beside the others; allowed: all three, or none");
    }
    return Optional.empty();
  }

  private static Set<Role> roles(Section section) {
    List<Role> roles = section.value("roles", Rules.listOf(Rules.oneOf(Role.class)));
    if (roles.isEmpty() || Set.copyOf(roles).size() < roles.size()) {
      section.fault("roles", "is not one role or several; allowed: ingest, log, each once");
      return EnumSet.allOf(Role.class);
    }
    return EnumSet.copyOf(roles);
  }
}
