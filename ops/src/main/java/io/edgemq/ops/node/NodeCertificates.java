package io.edgemq.ops.node;

import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ops.metrics.NodeMeasures;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/// The certificates of a node: between nodes, of management, of its ports. Each is followed, so
/// that new files are used, once the node has begun to use it.
final class NodeCertificates {
  private final NodeSettings settings;
  private final InstantSource clock;
  private final NodeMeasures measures;
  private final Optional<TlsContext> betweenNodes;
  private final Optional<TlsContext> management;

  /// @throws IOException if those between nodes or of management cannot be used
  NodeCertificates(NodeSettings settings, InstantSource clock, NodeMeasures measures)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.measures = measures;
    this.betweenNodes = load("cluster", settings.cluster().tls());
    this.management = load("management", settings.management().tls());
  }

  /// Those between nodes; nothing if they talk without.
  Optional<TlsContext> betweenNodes() {
    return betweenNodes;
  }

  /// Follows those between nodes from now on.
  void followBetweenNodes(ActorSystem<?> system) {
    follow(betweenNodes, settings.cluster().tls(), system);
  }

  /// Those of management, followed from now on; nothing if it is plain HTTP.
  Optional<TlsContext> management(ActorSystem<?> system) {
    follow(management, settings.management().tls(), system);
    return management;
  }

  /// Those of a port, followed from now on.
  ///
  /// @throws IOException if they cannot be used
  TlsContext ofPort(Service service, TlsSettings tls, ActorSystem<?> system) throws IOException {
    TlsContext context = load(service.label(), tls);
    follow(context, tls, system);
    return context;
  }

  private Optional<TlsContext> load(String name, Optional<TlsSettings> tls) throws IOException {
    return tls.isPresent() ? Optional.of(load(name, tls.get())) : Optional.empty();
  }

  private TlsContext load(String name, TlsSettings tls) throws IOException {
    TlsContext context = TlsContext.load(tls, clock);
    measures.tls().put(name, context);
    return context;
  }

  private static void follow(
      Optional<TlsContext> context, Optional<TlsSettings> tls, ActorSystem<?> system) {
    if (context.isPresent() && tls.isPresent()) {
      follow(context.get(), tls.get(), system);
    }
  }

  private static void follow(TlsContext context, TlsSettings tls, ActorSystem<?> system) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            tls.reloadEvery(),
            tls.reloadEvery(),
            context::reloadIfChanged,
            system.dispatchers().lookup(DispatcherSelector.blocking()));
  }
}
