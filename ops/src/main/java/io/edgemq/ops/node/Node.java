package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.ingest.connection.MqttListener;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.wal.DataDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node that serves. It stops in this order, and a SIGTERM is enough to make it: no new
/// connection, what was read is answered, segments are sealed, and what can be shipped within the
/// settings' time is shipped; the rest waits for the next start.
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /// A member of a cluster of one is up within a few seconds.
  private static final Duration START_WITHIN = Duration.ofSeconds(60);

  private final NodeSettings settings;
  private final ActorSystem<NodeGuardian.Command> system;
  private final NodeGuardian.Serving serving;

  private Node(
      NodeSettings settings,
      ActorSystem<NodeGuardian.Command> system,
      NodeGuardian.Serving serving) {
    this.settings = settings;
    this.system = system;
    this.serving = serving;
  }

  /// Starts a node and returns once it serves.
  ///
  /// @throws IOException if the data directory cannot be used or the port cannot be had
  public static Node start(NodeSettings settings) throws IOException, InterruptedException {
    settings.warnings().forEach(LOG::warn);
    DataDirectory data = DataDirectory.open(settings.dataDir());
    var serving = new CompletableFuture<NodeGuardian.Serving>();
    ActorSystem<NodeGuardian.Command> system;
    try {
      system =
          ActorSystem.create(
              NodeGuardian.create(new NodeParts(settings, data), serving),
              "edgemq",
              settings.pekkoConfig());
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
    system.getWhenTerminated().whenComplete((_, _) -> closeQuietly(data));
    try {
      var node =
          new Node(settings, system, serving.get(START_WITHIN.toSeconds(), TimeUnit.SECONDS));
      node.addShutdownTasks();
      LOG.info("Node {} serves MQTT on {}", data.instance(), node.mqttAddress());
      return node;
    } catch (ExecutionException e) {
      system.terminate();
      throw new IOException("the node could not start: " + e.getCause(), e);
    } catch (TimeoutException e) {
      system.terminate();
      throw new IOException("the node did not become a member of its cluster in time", e);
    }
  }

  /// What `edgemq start` prints once it serves.
  public String readyLine() {
    return "edgemq ready mqtt=%s mqtts=- http=- management=- data=%s"
        .formatted(mqttAddress(), settings.dataDir());
  }

  /// Where MQTT is served, `host:port`.
  public String mqttAddress() {
    return settings.mqtt().host() + ":" + mqttPort();
  }

  /// The port that MQTT is served on.
  public int mqttPort() {
    return serving.mqtt().getPort();
  }

  /// How shipping stands.
  public CompletionStage<Shipping.Status> shippingStatus() {
    return AskPattern.ask(
        serving.shipping(), Shipping.AskStatus::new, Duration.ofSeconds(10), system.scheduler());
  }

  /// Stops the node as a SIGTERM does. Complete when it has stopped.
  public CompletionStage<Done> stop() {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
  }

  /// Returns when the node has stopped.
  public void awaitTermination() throws InterruptedException {
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the node broke off", e.getCause());
    }
  }

  private void addShutdownTasks() {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(), "end-connections", this::endConnections);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "ship", this::shipWhatWaits);
  }

  private CompletionStage<Done> endConnections() {
    return AskPattern.<MqttListener.Command, Done>ask(
            serving.listener(),
            MqttListener.ShutDown::new,
            settings.shutdown().connectionsWithin(),
            system.scheduler())
        .exceptionally(_ -> {
          LOG.warn("Some connections had not ended in time and are cut off");
          return Done.done();
        });
  }

  private CompletionStage<Done> shipWhatWaits() {
    return AskPattern.<Shipping.Command, Shipping.Status>ask(
            serving.shipping(),
            Shipping.AwaitDrained::new,
            settings.shutdown().shipWithin(),
            system.scheduler())
        .handle((status, failure) -> {
          if (failure == null) {
            LOG.info("Shipped everything, {} segments since the start", status.committedSegments());
          } else {
            LOG.warn("Not everything could be shipped in time; the next start goes on with it");
          }
          return Done.done();
        });
  }

  private static void closeQuietly(DataDirectory data) {
    try {
      data.close();
    } catch (IOException e) {
      LOG.warn("The data directory was not closed: {}", e.toString());
    }
  }
}
