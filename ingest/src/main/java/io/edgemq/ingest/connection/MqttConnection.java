package io.edgemq.ingest.connection;

import io.edgemq.cluster.wal.AttachRefusal;
import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.Attach.Kind;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.cluster.wal.WalSharding;
import io.edgemq.ingest.auth.Authentication;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.mqtt.ConnectRefusal;
import io.edgemq.ingest.mqtt.ConnectRequest;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.ClientOrigin;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.ingest.transport.Transport;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.javadsl.Flow;
import org.jspecify.annotations.Nullable;

/// One MQTT connection: lets the client in or turns it away, finds the log of its endpoint and
/// finds it again when it has moved or died, and ends the connection when that is asked for.
/// Messages do not pass through here; its [MqttStage] exchanges them with the log directly
/// (decision 0005).
///
/// Lives as long as its stream, that is until the socket is closed and all it brought is answered.
public final class MqttConnection extends AbstractMatchingBehavior<MqttConnection.Command> {
  /// What the actor is told.
  public sealed interface Command {}

  /// The first one: run on this transport. It is not kept, for it is large.
  record Begin(Transport transport) implements Command {}

  /// The node is about to go: end once everything read is answered.
  record ShutDown(CloseReason reason) implements Command {}

  /// The stage is there.
  ///
  /// @param walReplies the stage as well: what a log tells it comes back as [WalReply]. An adapter
  ///   of this actor would do the same, but take some memory for every connection.
  record Opened(ActorRef<MqttStage.Instruction> stage, ActorRef<AttachReply> walReplies)
      implements Command {}

  record Connect(ConnectRequest request) implements Command {}

  record Closing(CloseReason reason) implements Command {}

  record Ended() implements Command {}

  record WalReply(AttachReply reply) implements Command {}

  /// An operator wants it to end.
  record Disconnect() implements Command {}

  /// The client's key may have been revoked.
  record CheckKey() implements Command {}

  private record Refuse(Authentication.Denial reason) implements Command {}

  /// The log has not answered for a while though it owes an answer.
  record WalSilent() implements Command {}

  private record CheckSilence() implements Command {}

  private record WalEnded(ActorRef<EndpointWal.Command> wal) implements Command {}

  private record AttachAgain() implements Command {}

  private record AttachTimeout() implements Command {}

  /// What all connections of a node share.
  ///
  /// @param settings limits
  /// @param authenticator checks keys
  /// @param rates how fast tenants may publish
  /// @param wals asks a log for a connection to be attached, see [WalSharding#attach]
  /// @param clock of the frames
  /// @param held memory of what clients have sent in part, and of what has to wait
  /// @param closeCounts where the end of a connection is counted
  /// @param forbiddenMessages where messages are counted that were not stored, because their topics
  ///   are not allowed
  /// @param open where operators see connections
  /// @param measures where all else is counted
  public record Shared(
      ConnectionSettings settings,
      Authenticator authenticator,
      TenantRates rates,
      BiConsumer<WalId, EndpointWal.Attach> wals,
      InstantSource clock,
      HeldBytes held,
      ReasonCounts<CloseReason> closeCounts,
      LongAdder forbiddenMessages,
      MqttMeasures measures,
      OpenConnections open) {}

  private final Shared shared;
  private final ClientOrigin client;
  private final EndpointNames named;
  private final TimerScheduler<Command> timers;
  private @Nullable ActorRef<MqttStage.Instruction> stage;
  private @Nullable ActorRef<AttachReply> walReplies;
  private @Nullable Admission admission;
  private @Nullable ActorRef<EndpointWal.Command> wal;
  private @Nullable CloseReason refusedFor;
  private boolean isWalSilent;
  private boolean isAccepted;
  private boolean isClosing;
  private long id = OpenConnections.NONE;
  private @Nullable CloseReason shuttingDownFor;
  private String betterServer = "";

  private MqttConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Shared shared,
      ClientOrigin client,
      EndpointNames named) {
    super(context);
    this.named = named;
    this.timers = timers;
    this.shared = shared;
    this.client = client;
  }

  /// The behavior of one connection.
  ///
  /// @param client known in full once CONNECT is there
  /// @param named what was asked for above the transport
  static Behavior<Command> create(Shared shared, ClientOrigin client, EndpointNames named) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new MqttConnection(context, timers, shared, client, named)));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Begin(Transport transport) ->
          transport.run(
              Flow.fromGraph(
                  new MqttStage(
                      shared.settings(),
                      shared.clock(),
                      shared.held(),
                      shared.forbiddenMessages(),
                      shared.measures(),
                      getContext().getSelf())));
      case Opened opened -> onOpened(opened);
      case Connect(ConnectRequest request) -> onConnect(request);
      case Refuse(Authentication.Denial reason) -> refuse(reason);
      case CheckKey _ -> onCheckKey();
      case Disconnect _ -> instruct(new MqttStage.Instruction.Close(CloseReason.DISCONNECTED));
      case WalReply(AttachReply reply) -> onWalReply(reply);
      case WalEnded(ActorRef<EndpointWal.Command> ended) -> onWalEnded(ended);
      case CheckSilence _ -> instruct(new MqttStage.Instruction.CheckSilence());
      case WalSilent _ -> onWalSilent();
      case AttachAgain _ -> attach();
      case AttachTimeout _ -> {
        timers.cancel(AttachAgain.class);
        refuse(
            ConnectRefusal.SERVER_UNAVAILABLE,
            CloseReason.AUTHENTICATION_TIMEOUT,
            "the log did not answer");
      }
      case Closing(CloseReason reason) -> onClosing(reason);
      case ShutDown(CloseReason reason) -> {
        shuttingDownFor = reason;
        shutDown(reason);
      }
      case Ended() -> {
        return Behaviors.stopped();
      }
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    if (signal instanceof PostStop) {
      shared.open().remove(id); // if it has not said that it closes
    }
    return Behaviors.unhandled();
  }

  private void onOpened(Opened opened) {
    stage = opened.stage();
    walReplies = opened.walReplies();
    if (shuttingDownFor != null) { // that was said before there was a stage to hear it
      shutDown(shuttingDownFor);
    }
  }

  private void shutDown(CloseReason reason) {
    boolean isReferred = reason == CloseReason.DRAINED && !betterServer.isEmpty();
    instruct(
        new MqttStage.Instruction.ShutDown(
            isReferred ? CloseReason.SERVER_MOVED : reason, isReferred ? betterServer : ""));
  }

  private void onConnect(ConnectRequest request) {
    switch (shared
        .authenticator()
        .check(request.password(), named.and(client.hosts()), client.address().getAddress())) {
      case Authentication.Denied(Authentication.Denial reason, Duration delay) -> {
        if (delay.isZero()) {
          refuse(reason);
        } else {
          timers.startSingleTimer(Refuse.class, new Refuse(reason), delay);
        }
      }
      case Authentication.Granted granted -> {
        admission = Admission.of(request, granted, shared.rates());
        timers.startSingleTimer(
            AttachTimeout.class, new AttachTimeout(), shared.settings().attachWithin());
        attach();
      }
    }
  }

  private void attach() {
    if (admission == null || walReplies == null || shuttingDownFor == CloseReason.SERVER_SHUTDOWN) {
      return; // a log that ends while the only node stops has no successor
    }
    // One that is closing only waits for answers; its client may be back with the same id already.
    String clientId = isClosing ? "" : admission.clientId();
    Kind kind = isAccepted ? Kind.AGAIN : Kind.FIRST;
    var attach = new EndpointWal.Attach(clientId, walReplies, kind, admission.ack());
    shared.wals().accept(admission.wal(), attach);
    timers.startSingleTimer(AttachAgain.class, new AttachAgain(), shared.settings().attachRetry());
  }

  private void onWalReply(AttachReply reply) {
    switch (reply) {
      case AttachReply.Attached attached -> onAttached(attached);
      case AttachReply.Refused(AttachRefusal reason) -> {
        if (reason == AttachRefusal.CONNECTIONS_MAX && admission != null) {
          traffic(admission).overConnections();
        }
        if (!isAccepted) { // otherwise what it has sent must get in: it is asked for again
          timers.cancel(AttachAgain.class);
          refuse(ConnectRefusal.SERVER_UNAVAILABLE, CloseReason.OVERLOADED, reason.name());
        }
      }
      case AttachReply.TakenOver() ->
          instruct(new MqttStage.Instruction.Close(CloseReason.TAKEN_OVER));
    }
  }

  private void onAttached(AttachReply.Attached attached) {
    timers.cancel(AttachAgain.class);
    timers.cancel(AttachTimeout.class);
    if (admission == null) {
      return;
    }
    if (attached.wal().equals(wal)) { // asked because it was silent, or asked twice
      if (isWalSilent) {
        isWalSilent = false;
        instruct(new MqttStage.Instruction.Resend(attached.taken()));
      }
      return;
    }
    wal = attached.wal();
    isWalSilent = false;
    getContext().watchWith(attached.wal(), new WalEnded(attached.wal()));
    boolean isElsewhere = WalSharding.isOnOtherNode(attached.wal());
    betterServer = isElsewhere && admission.followsReferences() ? attached.serverReference() : "";
    if (!isAccepted && !betterServer.isEmpty()) {
      refuse(
          ConnectRefusal.USE_ANOTHER_SERVER,
          CloseReason.USE_ANOTHER_SERVER,
          "its log is elsewhere",
          ConnectRefusal.USE_ANOTHER_SERVER.text());
      return;
    }
    if (isElsewhere) {
      timers.startTimerWithFixedDelay(
          CheckSilence.class, new CheckSilence(), shared.settings().walSilence());
    } else {
      timers.cancel(CheckSilence.class);
    }
    if (isAccepted) {
      instruct(new MqttStage.Instruction.ChangeWal(attached.wal(), attached.creditBytes()));
    } else {
      isAccepted = true;
      if (!isClosing) {
        id = shared.open().add(getContext().getSelf(), client, admission, shared.clock().millis());
      }
      instruct(
          new MqttStage.Instruction.Accept(
              admission.wal().tenant(),
              traffic(admission),
              attached.wal(),
              admission.publish(),
              admission.ack(),
              admission.rate(),
              attached.creditBytes(),
              admission.assignedClientId()));
    }
  }

  private Traffic.OfEndpoint traffic(Admission to) {
    return shared.measures().traffic().of(to.wal().tenant(), to.wal().endpoint());
  }

  /// Something got lost between the nodes, or the log has moved and its node cannot tell.
  private void onWalSilent() {
    if (wal != null && !isWalSilent) {
      isWalSilent = true;
      attach();
    }
  }

  private void onWalEnded(ActorRef<EndpointWal.Command> ended) {
    if (ended.equals(wal)) {
      wal = null;
      attach();
    }
  }

  private void onCheckKey() {
    if (admission != null
        && !shared.authenticator().isGood(admission.key(), admission.wal().endpoint())) {
      instruct(new MqttStage.Instruction.Close(CloseReason.KEY_REVOKED));
    }
  }

  private static CloseReason closeReason(Authentication.Denial reason) {
    return switch (reason) {
      case NO_KEY, UNKNOWN_KEY, EXPIRED_KEY -> CloseReason.BAD_KEY;
      case TOO_MANY_ATTEMPTS -> CloseReason.TOO_MANY_ATTEMPTS;
      case KEYS_NOT_READ -> CloseReason.OVERLOADED;
      case NO_INGEST_SCOPE, UNKNOWN_ENDPOINT, ENDPOINT_DISAGREES, ENDPOINT_NOT_NAMED, NO_ENDPOINT ->
          CloseReason.NOT_AUTHORIZED;
    };
  }

  private void refuse(Authentication.Denial reason) {
    ConnectRefusal refusal =
        reason == Authentication.Denial.KEYS_NOT_READ
            ? ConnectRefusal.SERVER_UNAVAILABLE
            : ConnectRefusal.NOT_AUTHORIZED;
    refuse(refusal, closeReason(reason), reason.name(), reason.advice());
  }

  private void refuse(ConnectRefusal refusal, CloseReason reason, String why) {
    refuse(refusal, reason, why, refusal.text());
  }

  private void refuse(ConnectRefusal refusal, CloseReason reason, String why, String told) {
    refusedFor = reason;
    getContext()
        .getLog()
        .debug("Client {} is refused with {}: {}", client.address(), refusal.returnCode(), why);
    String reference = refusal == ConnectRefusal.USE_ANOTHER_SERVER ? betterServer : "";
    instruct(new MqttStage.Instruction.Refuse(refusal, told, reference));
  }

  private void onClosing(CloseReason found) {
    isClosing = true;
    shared.open().remove(id);
    CloseReason reason = refusedFor == null ? found : refusedFor; // CONNACK says less than we know
    shared.closeCounts().count(reason);
    if (refusedFor != null) {
      shared.measures().refused().count(refusedFor);
    }
    getContext().getLog().debug("Client {} ends: {}", client.address(), reason.label());
  }

  private void instruct(MqttStage.Instruction instruction) {
    if (stage != null) {
      stage.tell(instruction);
    }
  }
}
