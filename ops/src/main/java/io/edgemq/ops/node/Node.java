package io.edgemq.ops.node;

import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.wal.DataDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node that serves. It stops in this order, and a SIGTERM is enough to make it: its logs go to
/// other nodes if there are any, no new connection, what was read is answered, segments are sealed,
/// and what can be shipped within the settings' time is shipped; the rest waits for the next start.
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /// From when all that a node has to do is done and only its threads are left to end.
  private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(15);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
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
    system
        .getWhenTerminated()
        .whenComplete((_, failure) -> {
          if (failure == null) {
            ended.complete(null);
          } else {
            ended.completeExceptionally(failure);
          }
        });
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
      system = ActorSystem.create(NodeGuardian.create(parts, serving), "edgemq", parts.setup());
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
    system
        .getWhenTerminated()
        .whenComplete((_, _) -> {
          parts.close();
          closeQuietly(data);
        });
    Duration within = settings.cluster().joinWithin();
    try {
      var node =
          new Node(settings, parts, system, serving.get(within.toMillis(), TimeUnit.MILLISECONDS));
      node.addShutdownTasks();
      LOG.info("Node {} serves {}", data.instance(), node.addresses());
      return node;
    } catch (ExecutionException e) {
      system.terminate();
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("the node could not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      system.terminate();
      throw e;
    } catch (TimeoutException e) {
      system.terminate();
      throw new IOException(
          "the node did not become a member of its cluster within %d s (cluster.join-within)"
              .formatted(within.toSeconds()),
          e);
    }
  }

  /// The object store of the nodes with these settings. One in a bucket has connections; a node
  /// gives them back when it has stopped, a command leaves that to the end of its process.
  ///
  /// @throws IOException if nothing says in which region the bucket is
  public static ObjectStore objectStore(NodeSettings settings) throws IOException {
    return objectStore(settings, new StoreCalls(), new StoreCalls());
  }

  /// The same.
  ///
  /// @param buckets where it is counted what it is asked, if it is a bucket
  /// @param folders the same if it is a folder
  static ObjectStore objectStore(NodeSettings settings, StoreCalls buckets, StoreCalls folders)
      throws IOException {
    return switch (settings.objectStore()) {
      case NodeSettings.ObjectStore.Folder(var path) -> new FolderObjectStore(path, folders);
      case NodeSettings.ObjectStore.Bucket(var s3) -> new S3ObjectStore(s3, buckets);
    };
  }

  /// What `edgemq start` prints once it serves. HTTPS is in it only where it is on.
  public String readyLine() {
    return "edgemq ready mqtt=%s mqtts=%s http=%s%s management=%s data=%s"
        .formatted(
            shown(Service.MQTT),
            shown(Service.MQTTS),
            shown(Service.HTTP),
            address(Service.HTTPS).map(it -> " https=" + it).orElse(""),
            management().map(HostPort::toString).orElse("-"),
            settings.dataDir());
  }

  private String addresses() {
    return settings.listeners().stream()
        .map(it -> it.service().label() + " on " + shown(it.service()))
        .collect(Collectors.joining(", "));
  }

  private String shown(Service service) {
    return address(service).map(HostPort::toString).orElse("-");
  }

  /// Where a service is to be had; nothing if it is off.
  public Optional<HostPort> address(Service service) {
    return settings.listeners().stream()
        .filter(it -> it.service() == service)
        .map(it -> new HostPort(bracketed(it.host()), serving.ports().getOrDefault(service, 0)))
        .findAny();
  }

  /// Where management is to be had over HTTP; nothing if it is off.
  public Optional<HostPort> management() {
    return serving.managementPort().stream()
        .mapToObj(port -> new HostPort(bracketed(settings.management().host()), port))
        .findAny();
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /// Stops the node as a SIGTERM does. Complete when it has stopped.
  public CompletionStage<Done> stop() {
    return CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
  }

  /// Returns when the node has stopped. Where its threads do not end, as has been seen of nodes
  /// that were cut off from others, that is some seconds after all else is done.
  ///
  /// @throws LeftBehind if it stopped because its cluster has taken it out
  /// @throws IllegalStateException if it stopped because a part of it failed
  public void awaitTermination() throws InterruptedException, LeftBehind {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the node broke off", e.getCause());
    }
    if (CoordinatedShutdown.get(system)
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
        .isPresent()) {
      throw new LeftBehind();
    }
    parts
        .broken()
        .ifPresent(why -> {
          throw new IllegalStateException("the node broke off: " + why + "; see the log");
        });
  }

  private void addShutdownTasks() {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    Drain drain = serving.drain();
    shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "move-logs", drain::logs);
    shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "close-ports", drain::ports);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(), "end-connections", drain::connections);
    shutdown.addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "ship", drain::ship);
    shutdown.addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "let-go", this::letGo);
  }

  private CompletionStage<Done> letGo() {
    var _ = ended.completeOnTimeout(null, THREADS_END_WITHIN.toSeconds(), TimeUnit.SECONDS);
    return CompletableFuture.completedFuture(Done.done());
  }

  private static void closeQuietly(DataDirectory data) {
    try {
      data.close();
    } catch (IOException e) {
      LOG.warn("The data directory was not closed: {}", e.toString());
    }
  }
}
