package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.ingest.connection.MqttListener;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.wal.DataDirectory;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
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

  private static final Pattern ADDRESS = Pattern.compile("^\\[/.*:\\d+] ");

  private final NodeSettings settings;
  private final NodeParts parts;
  private final ActorSystem<NodeGuardian.Command> system;
  private final NodeGuardian.Serving serving;

  private Node(
      NodeSettings settings,
      NodeParts parts,
      ActorSystem<NodeGuardian.Command> system,
      NodeGuardian.Serving serving) {
    this.settings = settings;
    this.parts = parts;
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
    NodeParts parts;
    ActorSystem<NodeGuardian.Command> system;
    try {
      parts = new NodeParts(settings, data);
      system =
          ActorSystem.create(NodeGuardian.create(parts, serving), "edgemq", settings.pekkoConfig());
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
    system.getWhenTerminated().whenComplete((_, _) -> closeQuietly(data));
    try {
      var node =
          new Node(
              settings, parts, system, serving.get(START_WITHIN.toSeconds(), TimeUnit.SECONDS));
      node.addShutdownTasks();
      LOG.info("Node {} serves MQTT on {}", data.instance(), node.mqttAddress());
      return node;
    } catch (ExecutionException e) {
      system.terminate();
      throw failedStart(settings.mqtt(), e);
    } catch (InterruptedException e) {
      system.terminate();
      throw e;
    } catch (TimeoutException e) {
      system.terminate();
      throw new IOException("the node did not become a member of its cluster in time", e);
    }
  }

  /// Names the address if it is what could not be had.
  private static IOException failedStart(NodeSettings.Mqtt mqtt, ExecutionException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new IOException(cannotListen(mqtt, String.valueOf(cause.getMessage())), e);
      }
      if (cause instanceof UnresolvedAddressException) {
        return new IOException(cannotListen(mqtt, "no host has this name"), e);
      }
    }
    return new IOException("the node could not start: " + e.getCause(), e);
  }

  /// @param failure of the system's, behind the address in brackets
  private static String cannotListen(NodeSettings.Mqtt mqtt, String failure) {
    String why = ADDRESS.matcher(failure).replaceFirst("").toLowerCase(Locale.ROOT);
    String another =
        why.contains("in use") || why.contains("permission") ? "mqtt.port=PORT" : "mqtt.host=HOST";
    return "cannot listen on %s:%d: %s; choose another with -D %s"
        .formatted(mqtt.host(), mqtt.port(), why, another);
  }

  /// What `edgemq start` prints once it serves.
  public String readyLine() {
    return "edgemq ready mqtt=%s mqtts=- http=- management=- data=%s"
        .formatted(mqttAddress(), settings.dataDir());
  }

  /// Where MQTT is served, `host:port`.
  public String mqttAddress() {
    String host = settings.mqtt().host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + mqttPort();
  }

  /// The port that MQTT is served on.
  public int mqttPort() {
    return serving.mqtt().getPort();
  }

  /// Stops the node as a SIGTERM does. Complete when it has stopped.
  public CompletionStage<Done> stop() {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
  }

  /// Returns when the node has stopped.
  ///
  /// @throws IllegalStateException if it stopped because a part of it failed
  public void awaitTermination() throws InterruptedException {
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the node broke off", e.getCause());
    }
    parts
        .broken()
        .ifPresent(why -> {
          throw new IllegalStateException("the node broke off: " + why + "; see the log");
        });
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
