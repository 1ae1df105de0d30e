package io.edgemq.ops.settings;

import com.typesafe.config.Config;
import io.edgemq.cluster.directory.Declared;
import io.edgemq.cluster.directory.NodeTerms;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.http.HttpSettings;
import io.edgemq.ingest.mqtt.TopicFilters;
import io.edgemq.ingest.proxy.ProxyStage;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.ops.settings.NodeSettings.Cluster;
import io.edgemq.ops.settings.NodeSettings.Listener;
import io.edgemq.ops.settings.NodeSettings.Management;
import io.edgemq.ops.settings.NodeSettings.Mqtt;
import io.edgemq.ops.settings.NodeSettings.ObjectStore;
import io.edgemq.ops.settings.NodeSettings.Role;
import io.edgemq.ops.settings.NodeSettings.S3;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.NodeSettings.Shipping;
import io.edgemq.ops.settings.NodeSettings.Shutdown;
import io.edgemq.ops.settings.NodeSettings.Views;
import io.edgemq.ops.settings.NodeSettings.Wal;
import io.edgemq.storage.s3.S3Settings;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SyncMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `edgemq` section. The limits here are those that protect a node from a slip of the
/// keyboard; what a sensible value is, `reference.conf` tells.
final class SettingsReader {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /// What two bytes of an MQTT packet can say.
  private static final int SHORT_MAX = 65_535;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final int GIB = 1 << 30;
  private static final long TIB = 1L << 40;

  /// What a frame has beyond its message: header, length of the topic, the longest topic.
  private static final long FRAME_BEYOND_MESSAGE_BYTES_MAX = 65_535 + 19;

  /// Makes Pekko's part of the configuration.
  interface ForPekko {
    /// Makes it.
    ///
    /// @param messageBytesMax largest message between nodes
    Config of(Cluster cluster, int messageBytesMax, Shutdown shutdown);
  }

  private final Section root;
  private final List<String> warnings = new ArrayList<>();

  SettingsReader(Section root, List<String> warnings) {
    this.root = root;
    this.warnings.addAll(warnings);
  }

  /// Reads all of it. The result counts only if no fault was found.
  ///
  /// @param pekko makes Pekko's part from what was read
  NodeSettings read(ForPekko pekko) {
    Path dataDir = root.value("data-dir", Rules.path());
    String region = root.value("region", Rules.name());
    var listeners = new ListenerReader();
    Section mqttSection = root.section(Service.MQTT.label());
    Section httpSection = root.section(Service.HTTP.label());
    listeners.read(Service.MQTT, mqttSection);
    readAlone(listeners, Service.MQTTS);
    listeners.read(Service.HTTP, httpSection);
    readAlone(listeners, Service.HTTPS);
    Mqtt mqtt = mqtt(mqttSection);
    WebSocketSettings webSocket = webSocket(root.section("websocket"), mqtt.closeWithin());
    NodeSettings.Proxy proxy = proxy(root.section("proxy-protocol"));
    Management management = ManagementReader.read(root.section("management"));
    NodeSettings.Monitoring monitoring = MonitoringReader.read(root);
    Section clusterSection = root.section("cluster");
    Cluster cluster = ClusterReader.read(clusterSection);
    Section storeSection = root.section("object-store");
    Section s3Section = storeSection.section("s3");
    var s3Reader = new S3Reader(s3Section);
    S3 s3 = s3Reader.shared();
    ObjectStore store = objectStore(storeSection, s3Reader, s3, dataDir);
    s3Section.refuseOthers();
    storeSection.refuseOthers();
    long frameBytesMax = mqtt.messageBytesMax() + FRAME_BEYOND_MESSAGE_BYTES_MAX;
    Wal wal = wal(root.section("wal"), frameBytesMax);
    HttpSettings http =
        new HttpReader(mqtt.messageBytesMax(), wal.queueBytesMax()).read(httpSection);
    long betweenNodes =
        BetweenNodes.messageBytesMax(
            frameBytesMax,
            Math.max(mqtt.unacknowledgedBytesMax(), mqtt.uncommittedBytesMax()),
            http.body().framesBytesMax());
    ClusterReader.check(clusterSection, cluster, betweenNodes);
    if (!cluster.isOfOne()) {
      warnOfOwnStore(dataDir, store);
    }
    AttemptLimits attempts = attempts(root.section("wrong-keys"));
    Section control = root.section("control");
    Duration controlReread = control.value("reread", Rules.duration(Duration.ofMillis(100), HOUR));
    control.refuseOthers();
    var seals = new SealReader(frameBytesMax, wal.endpointBytesMax());
    SealPolicy seal = seals.defaults(root.section("seal"));
    Shipping shipping = shipping(root.section("shipping"));
    Views views = views(root.section("views"));
    Shutdown shutdown = shutdown(root.section("shutdown"));
    var planReader = new PlanReader(mqtt.messageBytesMax());
    Map<String, Plan> plans = new LinkedHashMap<>();
    root.named("plans").forEach((name, it) -> plans.put(name, planReader.plan(name, it)));
    var hosts = new ArrayList<>(listeners.listeners().stream().map(Listener::host).toList());
    management.port().ifPresent(_ -> hosts.add(management.host()));
    var bootstrap = new Bootstrap(plans, planReader, seals, seal, hosts);
    var terms =
        new NodeTerms(
            seal,
            mqtt.messageBytesMax(),
            frameBytesMax,
            wal.endpointBytesMax(),
            TopicFilters::isFilter);
    Declared declared = bootstrap.read(root.section("bootstrap"), terms);
    root.leave("dispatchers");
    root.refuseOthers();
    return new NodeSettings(
        dataDir,
        region,
        cluster.roles().contains(Role.INGEST) ? listeners.listeners() : List.of(),
        proxy,
        mqtt,
        webSocket,
        http,
        attempts,
        controlReread,
        management,
        monitoring,
        cluster,
        store,
        s3,
        wal,
        seal,
        shipping,
        views,
        shutdown,
        declared,
        warnings,
        pekko.of(cluster, (int) Math.min(betweenNodes, Integer.MAX_VALUE), shutdown));
  }

  /// A listener whose section has nothing else.
  private void readAlone(ListenerReader listeners, Service service) {
    Section section = root.section(service.label());
    listeners.read(service, section);
    section.refuseOthers();
  }

  private static Mqtt mqtt(Section section) {
    var mqtt =
        new Mqtt(
            section.value("connections-max", Rules.integer(1, 10_000_000)),
            section.value("connect-timeout", Rules.duration(INSTANT, HOUR)),
            section.value("attach-within", Rules.duration(INSTANT, HOUR)),
            section.value("close-within", Rules.duration(INSTANT, MINUTE)),
            section.value("connect-packet-bytes-max", Rules.smallBytes(KIB, 64 * MIB)),
            section.value("unacknowledged-bytes-max", Rules.smallBytes(KIB, 128 * MIB)),
            section.value("uncommitted-bytes-max", Rules.smallBytes(KIB, 128 * MIB)),
            section.value("message-bytes-max", Rules.smallBytes(1, 64 * MIB)),
            section.value("held-bytes-max", Rules.bytes(MIB, TIB)),
            section.value("held-bytes-tenant-max", Rules.bytes(MIB, TIB)),
            section.value("client-id-bytes-max", Rules.smallBytes(1, 65_535)),
            section.value("write-buffer-bytes-max", Rules.smallBytes(KIB, 128 * MIB)),
            section.value("receive-maximum", Rules.integer(1, SHORT_MAX)),
            section.value("receive-maximum-committed", Rules.integer(1, SHORT_MAX)),
            section.value("topic-alias-maximum", Rules.integer(0, SHORT_MAX)),
            section.value(
                "server-keep-alive-max",
                Rules.orOff(Rules.duration(SECOND, Duration.ofSeconds(SHORT_MAX)))),
            section.value("server-reference", Rules.orOff(Rules.hostPort())));
    section.refuseOthers();
    return mqtt;
  }

  private static WebSocketSettings webSocket(Section section, Duration closeWithin) {
    var webSocket =
        new WebSocketSettings(
            Set.copyOf(section.value("origins", Rules.listOf(Rules.text()))),
            section.value("message-bytes-max", Rules.bytes(KIB, TIB)),
            closeWithin);
    section.refuseOthers();
    return webSocket;
  }

  private static NodeSettings.Proxy proxy(Section section) {
    var proxy =
        new NodeSettings.Proxy(
            section.value(
                "header-bytes-max",
                Rules.smallBytes(ProxyStage.HEADER_BYTES_LEAST, ProxyStage.HEADER_BYTES_MOST)),
            section.value("header-timeout", Rules.duration(INSTANT, HOUR)));
    section.refuseOthers();
    return proxy;
  }

  private static AttemptLimits attempts(Section section) {
    var attempts =
        new AttemptLimits(
            section.value("at-once", Rules.integer(1, 1_000_000)),
            section.value("per-minute", Rules.integer(1, 1_000_000)),
            section.value("delay-max", Rules.duration(NONE, MINUTE)));
    section.refuseOthers();
    return attempts;
  }

  /// What the nodes of a cluster commit belongs into one store.
  private void warnOfOwnStore(Path dataDir, ObjectStore store) {
    if (store instanceof ObjectStore.Folder(Path path) && path.startsWith(dataDir)) {
      warnings.add(
          "edgemq.object-store.folder.path: is in this node's data-dir; give all nodes of a cluster the"
              + " same folder");
    }
  }

  private ObjectStore objectStore(Section section, S3Reader reader, S3 s3, Path dataDir) {
    StoreKind kind = section.value("kind", Rules.oneOf(StoreKind.class));
    Optional<S3Settings> operators = reader.operators(s3.limits());
    Section folder = section.section("folder");
    Path path = folder.value("path", Rules.path());
    folder.refuseOthers();
    if (kind == StoreKind.S3) {
      reader.requireBucket();
      return operators
          .<ObjectStore>map(ObjectStore.Bucket::new)
          .orElseGet(() -> new ObjectStore.Folder(path)); // in vain, there is a fault
    }
    if (operators.isPresent()) {
      warnings.add(section.pathOf("s3") + ".bucket: has no effect, because kind is folder");
    }
    if (dataDir.startsWith(path) || path.startsWith(dataDir.resolve("wal"))) {
      folder.fault(
          "path",
          Faults.shown(path.toString())
              + " is in the way of the log; allowed: a folder that neither holds data-dir nor is in"
              + " its wal folder");
    }
    return new ObjectStore.Folder(path);
  }

  /// What an object store is in; named in lower case in the configuration.
  private enum StoreKind {
    FOLDER,
    S3
  }

  private static Wal wal(Section section, long frameBytesMax) {
    var wal =
        new Wal(
            section.value("sync", Rules.oneOf(SyncMode.class)),
            section.value("sync-interval", Rules.duration(INSTANT, MINUTE)),
            section.value("queue-bytes-max", Rules.bytes(KIB, TIB)),
            section.value("credit-bytes-min", Rules.smallBytes(1, 128 * MIB)),
            section.value("group-bytes-max", Rules.smallBytes(KIB, GIB)),
            section.value("endpoint-bytes-max", Rules.bytes(KIB, 1024 * TIB)),
            section.value("disk-free-min-fraction", Rules.fraction(0, 0.9)),
            section.value("disk-free-min-bytes", Rules.bytes(0, 1024 * TIB)),
            section.value("retry", Rules.duration(INSTANT, MINUTE)),
            section.value("idle-after", Rules.duration(INSTANT, DAY)));
    if (wal.queueBytesMax() < frameBytesMax) {
      section.fault(
          "queue-bytes-max",
          "%s does not hold the largest message; allowed: %s or more (mqtt.message-bytes-max and"
                  .formatted(Units.bytes(wal.queueBytesMax()), Units.bytes(frameBytesMax))
              + " 65554 bytes for its topic)");
    }
    section.refuseOthers();
    return wal;
  }

  private static Views views(Section section) {
    var views =
        new Views(
            section.value("rows-held-bytes-max", Rules.bytes(MIB, TIB)),
            section.value("bytes-max", Rules.bytes(MIB, TIB)),
            section.value("partitions-max", Rules.integer(1, 100_000)),
            section.value("open-partitions-max", Rules.integer(1, 1_000)),
            section.value("open-columns-max", Rules.integer(1, 10_000)));
    section.refuseOthers();
    return views;
  }

  private static Shipping shipping(Section section) {
    var shipping =
        new Shipping(
            section.value("parallelism", Rules.integer(1, 64)),
            section.value("retry-min", Rules.duration(INSTANT, HOUR)),
            section.value("retry-max", Rules.duration(INSTANT, HOUR)),
            section.value("backlog-saturated", Rules.integer(1, 1_000_000)),
            section
                .value("catch-up-bytes-per-second", Rules.orOff(Rules.bytes(64 * KIB, TIB)))
                .orElse(Long.MAX_VALUE),
            section.value("zstd-level", Rules.integer(1, 19)));
    if (shipping.retryMax().compareTo(shipping.retryMin()) < 0) {
      section.fault(
          "retry-max",
          "%s is less than retry-min; allowed: %s or more"
              .formatted(Units.duration(shipping.retryMax()), Units.duration(shipping.retryMin())));
    }
    section.refuseOthers();
    return shipping;
  }

  private static Shutdown shutdown(Section section) {
    var shutdown =
        new Shutdown(
            section.value("connections-spread", Rules.duration(NONE, HOUR)),
            section.value("connections-within", Rules.duration(NONE, HOUR)),
            section.value("ship-within", Rules.duration(NONE, HOUR)),
            section.value("drain-spread", Rules.duration(NONE, HOUR)));
    section.refuseOthers();
    return shutdown;
  }
}
