package io.edgemq.ops.node;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.DirectoryWatch;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.cluster.operation.NodeDesk;
import io.edgemq.cluster.placement.LogReports;
import io.edgemq.cluster.placement.NodeName;
import io.edgemq.cluster.shipping.EndpointStores;
import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.shipping.ShippingSettings;
import io.edgemq.cluster.wal.OpenLogs;
import io.edgemq.cluster.wal.WalNode;
import io.edgemq.cluster.wal.WalSettings;
import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.connection.ConnectionSettings;
import io.edgemq.ingest.connection.MqttConnection;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.connection.OpenConnections;
import io.edgemq.ingest.http.HttpAppenders;
import io.edgemq.ingest.http.HttpConnections;
import io.edgemq.ingest.http.HttpPort;
import io.edgemq.ingest.mqtt.ServerTerms;
import io.edgemq.ingest.mqtt.SessionLimits;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.ops.metrics.NodeMeasures;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/// Makes a node's parts out of its settings.
final class NodeParts {
  private static final Logger LOG = LoggerFactory.getLogger(NodeParts.class);

  static final String WAL_DISPATCHER = "edgemq.dispatchers.wal";
  static final String SHIPPING_DISPATCHER = "edgemq.dispatchers.shipping";
  static final String RENDER_DISPATCHER = "edgemq.dispatchers.render";

  /// A question to a log that got no answer is asked again so soon.
  private static final Duration ATTACH_RETRY = Duration.ofSeconds(1);

  /// Every member has one role with this before it, from Pekko.
  private static final String DATA_CENTER = "dc-";

  /// Below the data directory: where rows wait that do not fit into memory.
  private static final String SPILLS = "render";

  private final NodeSettings settings;
  private final DataDirectory data;
  private final FileStore fileStore;
  private final long diskBytes;
  private final InstantSource clock = InstantSource.system();
  private final LocalDisk disk = new LocalDisk();
  private final NodeMeasures measures = new NodeMeasures();
  private final OpenLogs logs = new OpenLogs();
  private final OpenConnections openConnections = new OpenConnections();
  private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();
  private final TenantRates rates = new TenantRates(System::nanoTime);
  private final HttpConnections httpConnections;
  private final ObjectStore store;
  private final ViewDocuments views;
  private final LiveDirectory directory;
  private final EndpointStores stores;
  private final BucketCare bucketCare;
  private final Authenticator authenticator;
  private final NodeCertificates certificates;
  private final AtomicReference<@Nullable String> broken = new AtomicReference<>();

  NodeParts(NodeSettings settings, DataDirectory data) throws IOException {
    this.settings = settings;
    this.data = data;
    this.fileStore = Files.getFileStore(data.path());
    this.diskBytes = fileStore.getTotalSpace();
    this.httpConnections = new HttpConnections(settings.http().connectionsMax());
    this.store = Node.objectStore(settings, measures.buckets(), measures.folders());
    this.views = new ViewDocuments(store);
    this.directory = new LiveDirectory(settings.declared(), store, clock);
    this.stores =
        SegmentShipping.stores(
            settings, store, directory, clock, measures.buckets(), measures.folders());
    this.bucketCare = new BucketCare(store, stores, settings.s3().abandonedAfter(), clock);
    this.authenticator = new Authenticator(directory, clock, settings.attempts());
    this.certificates = new NodeCertificates(settings, clock, measures);
    directory.refresh();
    publishViews();
  }

  /// Tells at once what the markers of segments would say later. Nothing of it keeps a node from
  /// taking in messages.
  private void publishViews() {
    Directory declared = settings.declared().directory();
    for (String tenant : declared.tenants()) {
      for (Endpoint endpoint : declared.endpoints(tenant)) {
        for (PublishedView view : endpoint.views()) {
          try {
            if (views.publish(tenant, view) instanceof ViewDocuments.Outcome.Differs(String key)) {
              LOG.error(
                  "View {} of {} is not rendered: {} has another definition; a change is a new version",
                  view.label(),
                  tenant,
                  key);
            }
          } catch (IOException e) {
            LOG.warn("View {} of {} is not published yet: {}", view.label(), tenant, e.toString());
          }
        }
      }
    }
  }

  Behavior<Shipping.Command> shipping(ActorSystem<?> system) throws IOException {
    var recovery = new SegmentRecovery(disk, data.instance(), clock);
    var shipping = new SegmentShipping(settings, stores, directory, views, recovery, clock);
    SegmentRenderer renderer =
        shipping.renderer(data.path().resolve(SPILLS), settings.shipping().parallelism());
    renderer.clearSpills();
    SegmentShipper shipper =
        shipping.shipper(
            renderer,
            system.dispatchers().lookup(DispatcherSelector.fromConfig(RENDER_DISPATCHER)),
            measures.shipping().times());
    var shippingSettings =
        new ShippingSettings(
            settings.shipping().parallelism(),
            settings.shipping().retryMin(),
            settings.shipping().retryMax(),
            settings.shipping().catchUpBytesPerSecond());
    long logBytesMax = settings.wal().endpointBytesMax();
    var places =
        new Shipping.Places(
            it -> directory.get().destination(it.tenant(), it.endpoint()),
            it -> logs.forecast(it, logBytesMax),
            () -> diskForecast(logs.bytesPerSecond()));
    return Shipping.create(
        data.epochs(),
        recovery,
        shipper,
        places,
        shippingSettings,
        clock,
        SHIPPING_DISPATCHER,
        measures.shipping());
  }

  WalNode walNode(ActorRef<Shipping.Command> shipping) throws IOException {
    NodeSettings.Wal wal = settings.wal();
    var walSettings =
        new WalSettings(
            wal.sync(),
            wal.syncInterval(),
            wal.queueBytesMax(),
            wal.creditBytesMin(),
            wal.groupBytesMax(),
            wal.endpointBytesMax(),
            wal.diskFreeMin(diskBytes),
            settings.shipping().backlogSaturated(),
            wal.retry(),
            wal.idleAfter());
    String serverReference = settings.mqtt().serverReference().map(HostPort::toString).orElse("");
    return new WalNode(
        walSettings,
        directory,
        data,
        disk,
        this::freeBytes,
        shipping,
        logs,
        serverReference,
        clock);
  }

  /// What tells other nodes of the logs of this one.
  Behavior<LogReports.Command> logReports(Address self, ActorRef<Shipping.Command> shipping) {
    var node =
        new LogReports.Node(
            NodeName.of(self),
            data.instance(),
            this::isDraining,
            settings.wal().endpointBytesMax(),
            this::diskForecast);
    return LogReports.create(node, logs, shipping);
  }

  /// What tells other nodes of this one, and does to it what operators want.
  Behavior<NodeDesk.Command> nodeDesk(Member self) {
    List<String> roles =
        self.getRoles().stream().filter(it -> !it.startsWith(DATA_CENTER)).sorted().toList();
    return NodeDesk.create(new OperatedNode(data.instance(), roles, openConnections, this::drain));
  }

  Behavior<MqttConnections.Command> connections(WalSharding wals) {
    NodeSettings.Mqtt mqtt = settings.mqtt();
    int keepAliveSecondsMax =
        (int) mqtt.serverKeepAliveMax().orElse(Duration.ZERO).toSeconds(); // 0: off
    var limits =
        new SessionLimits(
            mqtt.messageBytesMax(),
            mqtt.clientIdBytesMax(),
            mqtt.connectPacketBytesMax(),
            mqtt.unacknowledgedBytesMax(),
            new ServerTerms(
                mqtt.receiveMaximum(),
                mqtt.receiveMaximumCommitted(),
                mqtt.topicAliasMaximum(),
                keepAliveSecondsMax));
    var connectionSettings =
        new ConnectionSettings(
            limits,
            mqtt.connectTimeout(),
            mqtt.unacknowledgedBytesMax(),
            mqtt.uncommittedBytesMax(),
            mqtt.writeBufferBytesMax(),
            mqtt.closeWithin(),
            ATTACH_RETRY,
            WalSharding.SILENCE,
            mqtt.attachWithin());
    var shared =
        new MqttConnection.Shared(
            connectionSettings,
            authenticator,
            rates,
            wals::attach,
            clock,
            new HeldBytes(
                Math.min(mqtt.heldBytesMax(), Runtime.getRuntime().maxMemory() / 4),
                mqtt.heldBytesTenantMax()),
            measures.closes(),
            measures.forbiddenMessages(),
            measures.mqtt(),
            openConnections);
    return MqttConnections.create(mqtt.connectionsMax(), shared);
  }

  /// What follows the control documents from now on, and ends the connections of those that are
  /// good no more.
  Behavior<DirectoryWatch.Command> directoryWatch(ActorRef<MqttConnections.Command> connections) {
    return DirectoryWatch.create(
        directory,
        settings.controlReread(),
        () -> connections.tell(new MqttConnections.CheckKeys()));
  }

  /// What takes the requests that HTTP ports have received.
  Behavior<HttpAppenders.Command> appenders(WalSharding wals) {
    return HttpAppenders.create(wals, settings.http());
  }

  /// What the HTTP ports share.
  HttpPort.Shared http(ActorRef<HttpAppenders.Command> appenders, ActorSystem<?> system) {
    return HttpPort.Shared.of(
        settings.http().within(Runtime.getRuntime().maxMemory()),
        authenticator,
        rates,
        appenders,
        httpConnections,
        clock,
        measures.http(),
        system);
  }

  /// The HTTP connections of the node.
  HttpConnections httpConnections() {
    return httpConnections;
  }

  /// Where clients come to.
  ClientPorts clientPorts(
      ActorRef<MqttConnections.Command> connections, HttpPort.Shared http, ActorSystem<?> system) {
    return new ClientPorts(settings, certificates, measures, connections, http, system);
  }

  /// What the actor system is made with.
  ActorSystemSetup setup() {
    ActorSystemSetup plain = ActorSystemSetup.create(BootstrapSetup.create(settings.pekkoConfig()));
    return certificates
        .betweenNodes()
        .map(it -> plain.withSetup(SSLEngineProviderSetup.create(_ -> new NodeTls(it))))
        .orElse(plain);
  }

  /// The node's certificates.
  NodeCertificates certificates() {
    return certificates;
  }

  /// Looks after buckets from now on.
  void careForBuckets(ActorSystem<?> system) {
    ExecutionContext blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    system
        .scheduler()
        .scheduleWithFixedDelay(Duration.ZERO, BucketCare.EVERY, bucketCare::look, blocking);
    system
        .scheduler()
        .scheduleWithFixedDelay(BucketCare.AGAIN, BucketCare.AGAIN, bucketCare::tryAgain, blocking);
  }

  /// Gives back what is connected to stores, when nothing is shipped any more.
  void close() {
    stores.close();
    if (store instanceof S3ObjectStore bucket) {
      bucket.close();
    }
  }

  NodeSettings settings() {
    return settings;
  }

  /// The node serves, and can be drained.
  void serves(Drain how) {
    drain.set(how);
  }

  /// Takes the node out of service; nothing before it serves.
  Optional<Drain> drain() {
    return Optional.ofNullable(drain.get());
  }

  private boolean isDraining() {
    return drain().filter(Drain::hasBegun).isPresent();
  }

  /// What answers on the management port.
  Route managementRoute(ActorSystem<?> system, ActorRef<DirectoryWatch.Command> directoryWatch) {
    var receipts =
        new ReceiptLookup(settings.dataDir(), stores, views, new ObjectKeys(settings.region()));
    NodeMonitoring monitoring = monitoring(system);
    var api =
        new ManagementApi.Parts(
            settings,
            clock,
            store,
            stores,
            views,
            directory,
            authenticator,
            receipts,
            monitoring.health(),
            monitoring.metrics(),
            this::drain);
    return new ManagementApi(system, api, directoryWatch).route();
  }

  private NodeMonitoring monitoring(ActorSystem<?> system) {
    return new NodeMonitoring(
        settings,
        new NodeMonitoring.Parts(
            measures,
            logs,
            disk,
            this::freeBytes,
            settings.wal().diskFreeMin(diskBytes),
            this::diskForecast,
            directory,
            authenticator,
            httpConnections,
            bucketCare,
            this::drain,
            clock),
        system);
  }

  /// Notes why the node is of no use any more.
  void broke(String why) {
    broken.compareAndSet(null, why);
  }

  /// Why the node stopped though nobody asked it to; nothing if it did not.
  Optional<String> broken() {
    return Optional.ofNullable(broken.get());
  }

  /// How long the disk has room with so much coming in.
  private Forecast diskForecast(long bytesPerSecond) {
    return new Forecast(
        diskBytes - freeBytes(), diskBytes - settings.wal().diskFreeMin(diskBytes), bytesPerSecond);
  }

  /// Free space where the data lies. A disk that does not answer is taken for full: then nothing is
  /// appended and nothing is lost.
  private long freeBytes() {
    try {
      return fileStore.getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
