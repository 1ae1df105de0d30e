package io.edgemq.ingest.connection;

import io.edgemq.ingest.mqtt.CloseReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.io.Inet;
import org.apache.pekko.io.TcpSO;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.jspecify.annotations.Nullable;

/// Listens for MQTT over TCP and has an [MqttConnection] for each client.
public final class MqttListener extends AbstractMatchingBehavior<MqttListener.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// Stop: no new client, and those that are here end once everything read from them is answered.
  /// Answered when the last has gone.
  public record ShutDown(ActorRef<Done> replyTo) implements Command {}

  private record Bound(Tcp.ServerBinding binding) implements Command {}

  private record BindFailed(Throwable failure) implements Command {}

  private record Unbound(@Nullable Throwable failure) implements Command {}

  private record Arrived(Tcp.IncomingConnection incoming) implements Command {}

  private record Report() implements Command {}

  private record Gone(ActorRef<MqttConnection.Command> connection) implements Command {}

  /// Where to listen.
  ///
  /// @param host address or name
  /// @param port 0: any free one
  /// @param backlog clients that wait in the kernel to be taken
  /// @param connectionsMax clients at once; one more is closed as soon as it comes
  public record Listen(String host, int port, int backlog, int connectionsMax) {}

  /// Told once, after the start.
  public sealed interface Started {
    /// Clients may come.
    record Listening(InetSocketAddress address, ActorRef<Command> listener) implements Started {}

    /// They cannot, the address is not to be had; the listener is of no use.
    record Failed(Throwable failure) implements Started {}
  }

  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);

  private final Listen listen;
  private final MqttConnection.Shared shared;
  private final ActorRef<Started> started;
  private final Set<ActorRef<MqttConnection.Command>> connections = new HashSet<>();
  private final List<ActorRef<Done>> awaitingEnd = new ArrayList<>();
  private Tcp.@Nullable ServerBinding binding;
  private boolean isStopping;
  private Map<CloseReason, Long> endsReported = Map.of();

  private MqttListener(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Listen listen,
      MqttConnection.Shared shared,
      ActorRef<Started> started) {
    super(context);
    this.listen = listen;
    this.shared = shared;
    this.started = started;
    timers.startTimerWithFixedDelay(new Report(), REPORT_EVERY);
    bind();
  }

  /// The listener's behavior.
  public static Behavior<Command> create(
      Listen listen, MqttConnection.Shared shared, ActorRef<Started> started) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new MqttListener(context, timers, listen, shared, started)));
  }

  private void bind() {
    ActorRef<Command> self = getContext().getSelf();
    List<Inet.SocketOption> options = List.of(TcpSO.tcpNoDelay(true), TcpSO.keepAlive(true));
    var run =
        Tcp.get(getContext().getSystem())
            .bind(listen.host(), listen.port(), listen.backlog(), options, true, Optional.empty())
            .toMat(Sink.foreach(incoming -> self.tell(new Arrived(incoming))), Keep.both())
            .run(getContext().getSystem());
    getContext()
        .pipeToSelf(
            run.first(),
            (binding, failure) -> failure == null ? new Bound(binding) : new BindFailed(failure));
    getContext().pipeToSelf(run.second(), (_, failure) -> new Unbound(failure));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Arrived(Tcp.IncomingConnection incoming) -> onArrived(incoming);
      case Gone(ActorRef<MqttConnection.Command> connection) -> onGone(connection);
      case Bound(Tcp.ServerBinding bound) -> {
        binding = bound;
        if (isStopping) {
          bound.unbind();
        }
        started.tell(new Started.Listening(bound.localAddress(), getContext().getSelf()));
      }
      case BindFailed(Throwable failure) -> started.tell(new Started.Failed(failure));
      case Unbound(Throwable failure) -> onUnbound(failure);
      case Report _ -> report();
      case ShutDown(ActorRef<Done> replyTo) -> onShutDown(replyTo);
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void onUnbound(@Nullable Throwable failure) {
    if (binding != null && !isStopping) {
      throw new IllegalStateException("the listener takes no more connections", failure);
    }
  }

  private void onArrived(Tcp.IncomingConnection incoming) {
    if (isStopping || connections.size() >= listen.connectionsMax()) {
      shared.closeCounts().count(CloseReason.OVERLOADED);
      getContext().getLog().debug("Client {} is one too many", incoming.remoteAddress());
      incoming.handleWith(
          Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), getContext().getSystem());
      return;
    }
    ActorSystem<?> system = getContext().getSystem(); // the flow is run in the connection's context
    ActorRef<MqttConnection.Command> connection =
        getContext()
            .spawnAnonymous(
                MqttConnection.create(
                    shared, incoming.remoteAddress(), flow -> incoming.handleWith(flow, system)));
    connections.add(connection);
    getContext().watchWith(connection, new Gone(connection));
  }

  private void onGone(ActorRef<MqttConnection.Command> connection) {
    connections.remove(connection);
    answerIfEnded();
  }

  private void report() {
    Map<CloseReason, Long> ends = shared.closeCounts().snapshot();
    if (!ends.equals(endsReported)) {
      endsReported = ends;
      getContext()
          .getLog()
          .info(
              "{} MQTT connections; ended since the start, by reason: {}",
              connections.size(),
              ends);
    }
  }

  private void onShutDown(ActorRef<Done> replyTo) {
    awaitingEnd.add(replyTo);
    if (!isStopping) {
      isStopping = true;
      if (binding != null) {
        binding.unbind();
      }
      connections.forEach(it -> it.tell(new MqttConnection.ShutDown()));
    }
    answerIfEnded();
  }

  private void answerIfEnded() {
    if (isStopping && connections.isEmpty()) {
      awaitingEnd.forEach(it -> it.tell(Done.done()));
      awaitingEnd.clear();
    }
  }
}
