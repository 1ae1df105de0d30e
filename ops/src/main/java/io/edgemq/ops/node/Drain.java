package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.http.HttpConnections;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.transport.Listener;
import io.edgemq.ops.management.DrainRoutes;
import io.edgemq.ops.settings.NodeSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a node out of service, in steps that are each done once: its logs go to other nodes while
/// its clients go on, its ports are closed, its clients are sent away a few at a time, and what is
/// on its disk is shipped. A stop goes the same way in less time; a node that was drained before
/// has nothing left to do then. Any thread.
final class Drain implements DrainRoutes.Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration UNBIND_WITHIN = Duration.ofSeconds(2);

  /// How often it is asked whether the system has ended, while what is left is shipped.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /// How far it is.
  enum Stage {
    SERVING,
    MOVING_LOGS,
    CLOSING_PORTS,
    ENDING_CONNECTIONS,
    SHIPPING,
    DRAINED
  }

  /// What it acts on.
  record Parts(
      WalSharding wals,
      List<ActorRef<Listener.Command>> listeners,
      ActorRef<MqttConnections.Command> connections,
      HttpConnections httpConnections,
      ActorRef<Shipping.Command> shipping) {}

  /// Something that is done when it is asked for first.
  private static final class Step {
    private final Supplier<CompletionStage<Done>> action;
    private @Nullable CompletionStage<Done> done;

    Step(Supplier<CompletionStage<Done>> action) {
      this.action = action;
    }

    synchronized CompletionStage<Done> run() {
      if (done == null) {
        done = action.get();
      }
      return done;
    }
  }

  private final ActorSystem<?> system;
  private final NodeSettings.Shutdown settings;
  private final Parts parts;
  private final Step logs = new Step(this::moveLogs);
  private final Step ports = new Step(this::closePorts);
  private final Step whole = new Step(this::drain);
  private volatile Stage stage = Stage.SERVING;
  private volatile boolean isHandedOver;

  Drain(ActorSystem<?> system, NodeSettings.Shutdown settings, Parts parts) {
    this.system = system;
    this.settings = settings;
    this.parts = parts;
  }

  @Override
  public boolean hasBegun() {
    return stage != Stage.SERVING;
  }

  @Override
  public String label() {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean hasOthers() {
    Cluster cluster = Cluster.get(system);
    Member self = cluster.selfMember();
    List<Member> others =
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(it -> it.status().equals(MemberStatus.up()))
            .filter(it -> !it.uniqueAddress().equals(self.uniqueAddress()))
            .toList();
    return self.getRoles().stream()
        .allMatch(role -> others.stream().anyMatch(it -> it.hasRole(role)));
  }

  /// Does all of it, for a node that stays a member until it is stopped.
  @Override
  public void start() {
    var _ = whole.run();
  }

  private CompletionStage<Done> drain() {
    LOG.info("The node is drained: its logs go to other nodes, then its clients");
    Duration spread = settings.drainSpread();
    return logs.run()
        .thenCompose(_ -> ports.run())
        .thenCompose(_ -> endConnections(spread, spread.plus(settings.connectionsWithin())))
        .thenCompose(_ -> awaitShipped())
        .thenApply(_ -> {
          stage = Stage.DRAINED;
          LOG.info("The node is drained and can be stopped");
          return Done.done();
        });
  }

  /// First step of a stop; nothing where there is nobody to take the logs.
  CompletionStage<Done> logs() {
    return hasOthers() ? logs.run() : CompletableFuture.completedFuture(Done.done());
  }

  /// Second step of a stop.
  CompletionStage<Done> ports() {
    return ports.run();
  }

  /// Third step of a stop.
  CompletionStage<Done> connections() {
    return endConnections(settings.connectionsSpread(), settings.connectionsWithin());
  }

  /// Last step of a stop. What cannot be shipped in time stays for the next start.
  CompletionStage<Done> ship() {
    return shipped(settings.shipWithin())
        .handle((status, failure) -> {
          if (failure == null) {
            LOG.info("Shipped everything, {} segments since the start", status.committedSegments());
          } else {
            LOG.warn("Not everything could be shipped in time; the next start goes on with it");
          }
          return Done.done();
        });
  }

  private CompletionStage<Done> moveLogs() {
    stage = Stage.MOVING_LOGS;
    isHandedOver = true;
    return parts
        .wals()
        .handOver(settings.shipWithin())
        .exceptionally(failure -> {
          LOG.warn("Some logs have not gone to other nodes in time: {}", failure.toString());
          return Done.done();
        });
  }

  private CompletionStage<Done> closePorts() {
    stage = Stage.CLOSING_PORTS;
    CompletableFuture<?>[] closed =
        parts.listeners().stream()
            .map(it ->
                AskPattern.<Listener.Command, Done>ask(
                    it, Listener.Unbind::new, UNBIND_WITHIN, system.scheduler()))
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(closed)
        .handle((_, failure) -> {
          if (failure != null) {
            LOG.warn("A port was not given back: {}", failure.toString());
          }
          return Done.done();
        });
  }

  /// Asked twice, the second time of a stop: clients that are left then are told at once.
  private CompletionStage<Done> endConnections(Duration spread, Duration within) {
    stage = Stage.ENDING_CONNECTIONS;
    return endMqttConnections(spread, within)
        .thenCombine(endHttpConnections(within), (done, _) -> done);
  }

  private CompletionStage<Done> endHttpConnections(Duration within) {
    return parts
        .httpConnections()
        .shutDown()
        .toCompletableFuture()
        .copy()
        .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> {
          LOG.warn("Some HTTP connections had not ended in time and are cut off");
          return Done.done();
        });
  }

  private CompletionStage<Done> endMqttConnections(Duration spread, Duration within) {
    CloseReason reason = isHandedOver ? CloseReason.DRAINED : CloseReason.SERVER_SHUTDOWN;
    return AskPattern.<MqttConnections.Command, Done>ask(
            parts.connections(),
            replyTo -> new MqttConnections.ShutDown(reason, spread, replyTo),
            within,
            system.scheduler())
        .exceptionally(_ -> {
          LOG.warn("Some connections had not ended in time and are cut off");
          return Done.done();
        });
  }

  /// However long it takes: the object store may be away.
  private CompletionStage<Done> awaitShipped() {
    stage = Stage.SHIPPING;
    return shipped(LOOK_AGAIN)
        .thenApply(_ -> Done.done())
        .exceptionallyCompose(failure ->
            system.getWhenTerminated().toCompletableFuture().isDone()
                ? CompletableFuture.failedStage(failure)
                : awaitShipped());
  }

  private CompletionStage<Shipping.Status> shipped(Duration within) {
    return AskPattern.ask(parts.shipping(), Shipping.AwaitDrained::new, within, system.scheduler());
  }
}
