package io.edgemq.ingest.connection;

import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/// All MQTT connections of a node, whatever they came in by: has an [MqttConnection] for each
/// client, bounds their number, and ends them when the node stops.
public final class MqttConnections extends AbstractMatchingBehavior<MqttConnections.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// A client has come. One that is too many is closed at once.
  ///
  /// @param named what it asked for above the transport, that is in the request for a WebSocket
  public record Open(ClientOrigin origin, EndpointNames named, Transport transport)
      implements Command {}

  /// Stop: no new client, and those that are here end once everything read from them is answered.
  /// Answered when the last has gone.
  ///
  /// @param reason that clients are told
  /// @param spread the time over which they are told, so that they do not all come back to other
  ///   nodes in the same instant; a few are told at once
  public record ShutDown(CloseReason reason, Duration spread, ActorRef<Done> replyTo)
      implements Command {}

  /// Some key was revoked or has expired, or an endpoint was removed: those that need it end.
  public record CheckKeys() implements Command {}

  private record Report() implements Command {}

  private record EndSome() implements Command {}

  private record Gone(ActorRef<MqttConnection.Command> connection) implements Command {}

  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);
  private static final Duration END_EVERY = Duration.ofMillis(50);

  /// So many connections are told to end at once however long the spread is.
  private static final int END_MIN = 50;

  private final int connectionsMax;
  private final MqttConnection.Shared shared;
  private final TimerScheduler<Command> timers;
  private final Set<ActorRef<MqttConnection.Command>> connections = new HashSet<>();
  private final Queue<ActorRef<MqttConnection.Command>> toEnd = new ArrayDeque<>();
  private final List<ActorRef<Done>> awaitingEnd = new ArrayList<>();
  private boolean isStopping;
  private CloseReason stoppingFor = CloseReason.SERVER_SHUTDOWN;
  private int endAtOnce = END_MIN;
  private Map<CloseReason, Long> endsReported = Map.of();
  private long forbiddenReported;

  private MqttConnections(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int connectionsMax,
      MqttConnection.Shared shared) {
    super(context);
    this.connectionsMax = connectionsMax;
    this.shared = shared;
    this.timers = timers;
    timers.startTimerWithFixedDelay(new Report(), REPORT_EVERY);
  }

  /// The behavior of the one that a node has.
  ///
  /// @param connectionsMax clients at once
  public static Behavior<Command> create(int connectionsMax, MqttConnection.Shared shared) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(
            timers -> new MqttConnections(context, timers, connectionsMax, shared)));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Open open -> onOpen(open);
      case Gone(ActorRef<MqttConnection.Command> connection) -> {
        connections.remove(connection);
        shared.measures().ended().increment();
        answerIfEnded();
      }
      case CheckKeys _ -> connections.forEach(it -> it.tell(new MqttConnection.CheckKey()));
      case Report _ -> report();
      case ShutDown shutDown -> onShutDown(shutDown);
      case EndSome _ -> endSome();
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void onOpen(Open open) {
    if (isStopping || connections.size() >= connectionsMax) {
      shared.closeCounts().count(CloseReason.OVERLOADED);
      getContext().getLog().debug("Client {} is one too many", open.origin().address());
      open.transport().run(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()));
      return;
    }
    ActorRef<MqttConnection.Command> connection =
        getContext().spawnAnonymous(MqttConnection.create(shared, open.origin(), open.named()));
    connection.tell(new MqttConnection.Begin(open.transport()));
    connections.add(connection);
    shared.measures().opened().increment();
    getContext().watchWith(connection, new Gone(connection));
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
    long forbidden = shared.forbiddenMessages().sum();
    if (forbidden != forbiddenReported) {
      forbiddenReported = forbidden;
      getContext()
          .getLog()
          .info("{} messages since the start were not stored for their topics", forbidden);
    }
  }

  private void onShutDown(ShutDown shutDown) {
    awaitingEnd.add(shutDown.replyTo());
    if (!isStopping) {
      isStopping = true;
      stoppingFor = shutDown.reason();
      toEnd.addAll(connections);
    }
    if (!toEnd.isEmpty()) { // asked again: perhaps in more of a hurry
      long steps = Math.max(1, shutDown.spread().dividedBy(END_EVERY));
      endAtOnce = Math.toIntExact(Math.max(endAtOnce, Math.ceilDiv(toEnd.size(), steps)));
      endSome();
    }
    answerIfEnded();
  }

  private void endSome() {
    for (int i = 0; i < endAtOnce && !toEnd.isEmpty(); i++) {
      ActorRef<MqttConnection.Command> connection = toEnd.remove();
      if (connections.contains(connection)) {
        connection.tell(new MqttConnection.ShutDown(stoppingFor));
      }
    }
    if (!toEnd.isEmpty()) {
      timers.startSingleTimer(new EndSome(), END_EVERY);
    }
  }

  private void answerIfEnded() {
    if (isStopping && connections.isEmpty()) {
      awaitingEnd.forEach(it -> it.tell(Done.done()));
      awaitingEnd.clear();
    }
  }
}
