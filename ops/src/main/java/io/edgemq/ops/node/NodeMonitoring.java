package io.edgemq.ops.node;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.shipping.LogBacklog;
import io.edgemq.cluster.wal.LogGauges;
import io.edgemq.cluster.wal.OpenLogs;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.http.HttpConnections;
import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.ops.management.DrainRoutes;
import io.edgemq.ops.metrics.MetricsRoute;
import io.edgemq.ops.metrics.NodeMeasures;
import io.edgemq.ops.metrics.NodeMetrics;
import io.edgemq.ops.metrics.Sources;
import io.edgemq.ops.ready.Check;
import io.edgemq.ops.ready.HealthRoutes;
import io.edgemq.ops.ready.Membership;
import io.edgemq.ops.ready.Moment;
import io.edgemq.ops.ready.Readiness;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.ProgramVersion;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.WalId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.server.Route;

/// What a node tells of itself: numbers, and whether it is ready. Any thread.
final class NodeMonitoring {
  /// The parts that know.
  ///
  /// @param diskFreeBytes where the log lies; may block
  /// @param diskFreeMin below which nothing is taken in
  /// @param diskForecast with so many bytes in a second; may block
  /// @param drain nothing as long as the node does not serve
  record Parts(
      NodeMeasures measures,
      OpenLogs logs,
      LocalDisk disk,
      LongSupplier diskFreeBytes,
      long diskFreeMin,
      LongFunction<Forecast> diskForecast,
      LiveDirectory directory,
      Authenticator authenticator,
      HttpConnections httpConnections,
      BucketCare buckets,
      Supplier<Optional<? extends DrainRoutes.Drain>> drain,
      InstantSource clock) {}

  private final NodeSettings settings;
  private final Parts parts;
  private final ActorSystem<?> system;
  private final Readiness readiness;

  NodeMonitoring(NodeSettings settings, Parts parts, ActorSystem<?> system) {
    this.settings = settings;
    this.parts = parts;
    this.system = system;
    readiness = new Readiness(settings.monitoring().commitLagMax());
  }

  /// `/alive` and `/ready`, for everybody.
  Route health() {
    return HealthRoutes.of(
        ProgramVersion.ofJar().orElse("unknown"), parts.clock(), this::checks, blocking());
  }

  /// `/metrics`.
  Route metrics() {
    var sources =
        new Sources(
            parts.measures(),
            parts.logs(),
            parts.disk(),
            parts.diskFreeBytes(),
            parts.diskForecast(),
            settings.wal().endpointBytesMax(),
            parts.directory(),
            parts.authenticator(),
            parts.httpConnections(),
            this::membership,
            this::checks,
            settings.s3().prices(),
            parts.clock());
    return MetricsRoute.of(
        new NodeMetrics(sources, settings.monitoring().endpointsMax()), blocking());
  }

  private Executor blocking() {
    return system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  private Membership membership() {
    return Membership.of(system);
  }

  private List<Check> checks() {
    return readiness.check(moment());
  }

  private Moment moment() {
    Map<WalId, LogGauges> logs = parts.logs().all();
    return new Moment(
        parts.clock().instant(),
        membership().self(),
        parts.drain().get().map(DrainRoutes.Drain::label).orElse("starting"),
        CoordinatedShutdown.get(system).getShutdownReason().isPresent(),
        waits(),
        parts.measures().shipping().faults(),
        parts.measures().shipping().committedAt(),
        parts.buckets().credentialsFault(),
        parts.diskFreeBytes().getAsLong(),
        parts.diskFreeMin(),
        logs.size(),
        (int) logs.values().stream().filter(LogGauges::isStalled).count(),
        parts.directory().readAt().isPresent(),
        expiries());
  }

  private Map<Destination, Instant> waits() {
    Map<Destination, Instant> waits = new HashMap<>();
    Map<WalId, LogBacklog> backlog = parts.measures().shipping().waiting();
    backlog.forEach((wal, waiting) ->
        waits.merge(
            parts.directory().get().destination(wal.tenant(), wal.endpoint()),
            waiting.waitsSince(),
            (one, other) -> one.isBefore(other) ? one : other));
    return waits;
  }

  private List<TlsContext.Expiry> expiries() {
    return parts.measures().tls().values().stream().flatMap(it -> it.expiries().stream()).toList();
  }
}
