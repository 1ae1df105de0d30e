package io.edgemq.ingest.connection;

import io.edgemq.cluster.wal.EndpointWal;
import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.ingest.mqtt.ConnectRefusal;
import io.edgemq.ingest.mqtt.ConnectRequest;
import io.edgemq.ingest.mqtt.Grant;
import io.edgemq.ingest.mqtt.MqttSession;
import io.edgemq.ingest.mqtt.PublishLimits;
import io.edgemq.ingest.mqtt.SessionEffects;
import io.edgemq.ingest.rate.TenantRate;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/// The stream side of a connection: bytes of the client in, bytes for the client out. It drives an
/// [MqttSession] and sends what that appends straight to the log, one message for each chunk read;
/// the log's answers come straight back here. Everything else is settled with the connection's
/// actor.
///
/// The socket is read only while the session wants bytes, the client reads its answers and the
/// tenant is within its rate. What the session keeps counts against the memory of all connections,
/// and one that would take more than there is ends. Once the session is over the socket is closed;
/// the stage itself lives on until the log has answered all, so that it can send again what a log
/// that failed did not take.
final class MqttStage extends GraphStage<FlowShape<ByteString, ByteString>> {
  // One of each for all connections: they carry nothing of a stream, and have their weight.
  private static final Inlet<ByteString> IN = Inlet.create("client-bytes");
  private static final Outlet<ByteString> OUT = Outlet.create("server-bytes");
  private static final FlowShape<ByteString, ByteString> SHAPE = FlowShape.of(IN, OUT);

  /// What a session may keep without being counted: the end of most chunks is part of a packet.
  private static final int KEPT_UNCOUNTED_BYTES = 16 << 10;

  private final ConnectionSettings settings;
  private final InstantSource clock;
  private final HeldBytes held;
  private final LongAdder forbiddenMessages;
  private final MqttMeasures measures;
  private final ActorRef<MqttConnection.Command> connection;

  /// @param held memory for all connections
  /// @param forbiddenMessages counts those that were not stored, because their topics are not
  ///   allowed
  /// @param measures where all else is counted
  MqttStage(
      ConnectionSettings settings,
      InstantSource clock,
      HeldBytes held,
      LongAdder forbiddenMessages,
      MqttMeasures measures,
      ActorRef<MqttConnection.Command> connection) {
    this.settings = settings;
    this.clock = clock;
    this.held = held;
    this.forbiddenMessages = forbiddenMessages;
    this.measures = measures;
    this.connection = connection;
  }

  /// What the connection's actor tells the stage.
  sealed interface Instruction {
    /// The client is let in and appends to this log.
    ///
    /// @param tenant whose memory it takes
    /// @param traffic of its endpoint
    /// @param assignedClientId see [Grant]
    record Accept(
        String tenant,
        Traffic.OfEndpoint traffic,
        ActorRef<EndpointWal.Command> wal,
        PublishLimits publish,
        AckLevel ack,
        TenantRate rate,
        int creditBytes,
        String assignedClientId)
        implements Instruction {}

    /// The client is turned away.
    ///
    /// @param reason see [MqttSession#refused]
    /// @param reference where to go instead, empty: nowhere
    record Refuse(ConnectRefusal refusal, String reason, String reference) implements Instruction {}

    /// Another log has taken over: send it what was not answered.
    record ChangeWal(ActorRef<EndpointWal.Command> wal, int creditBytes) implements Instruction {}

    /// The log has what was sent up to and including this sequence: send it the rest again.
    record Resend(long taken) implements Instruction {}

    /// Tell whether the log has been silent since the last time.
    record CheckSilence() implements Instruction {}

    /// End the connection.
    record Close(CloseReason reason) implements Instruction {}

    /// End the connection once everything read so far is answered.
    ///
    /// @param reference where the client shall go instead, empty: nowhere
    record ShutDown(CloseReason reason, String reference) implements Instruction {}
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return SHAPE;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Timer {
    CONNECT,
    KEEP_ALIVE,
    RATE,
    CLOSE
  }

  private final class Logic extends GraphStageLogic implements SessionEffects {
    private final MqttSession session = new MqttSession(settings.session(), clock, this);
    private ByteString unwritten = ByteString.emptyByteString();
    private @Nullable ActorRef<AppendReply> self;
    private @Nullable ActorRef<EndpointWal.Command> wal;
    private @Nullable CloseReason closing;
    private HeldBytes.@Nullable Part kept;
    private @Nullable Timer timer;
    private @Nullable Cancellable schedule;
    private final AckTimes ackTimes = new AckTimes();
    private String tenant = ""; // until it is let in
    private Traffic.@Nullable OfEndpoint traffic;
    private TenantRate rate = TenantRate.UNLIMITED;
    private AckLevel ack = AckLevel.DURABLE;
    private boolean isPaused; // for the rate
    private int walCredit;
    private long answers;
    private long answersSeen = -1; // when it was looked at, and something was owed
    private long lastSequence;
    private long packetsSeen;
    private long aliveAtNanos;
    private long readAtNanos;
    private long qos1Seen;

    Logic() {
      super(SHAPE);
      setHandler(IN, new ClientBytes());
      setHandler(OUT, new ServerBytes());
    }

    @Override
    public void preStart() {
      setKeepGoing(true);
      var stageActor =
          getStageActor(message -> {
            onMessage(message._2());
            return BoxedUnit.UNIT;
          });
      self = Adapter.toTyped(stageActor.ref());
      connection.tell(
          new MqttConnection.Opened(
              Adapter.toTyped(stageActor.ref()), Adapter.toTyped(stageActor.ref())));
      startTimer(Timer.CONNECT, settings.connectTimeout());
      pull(IN);
    }

    @Override
    public void postStop() {
      stopTimer();
      if (kept != null) {
        kept.close();
      }
      if (closing == null) { // an exception, or the end of the whole actor system
        connection.tell(new MqttConnection.Closing(CloseReason.INTERNAL_ERROR));
      }
      connection.tell(new MqttConnection.Ended());
    }

    private void onMessage(Object message) {
      switch (message) {
        case AppendReply reply -> onAppendReply(reply);
        case Timer due -> onDue(due);
        case AttachReply reply -> connection.tell(new MqttConnection.WalReply(reply));
        case Instruction.Accept accept -> onAccept(accept);
        case Instruction.Refuse(var refusal, String reason, String reference) ->
            session.refused(refusal, reason, reference);
        case Instruction.ChangeWal change -> onChangeWal(change);
        case Instruction.Resend(long taken) -> session.resend(taken);
        case Instruction.CheckSilence _ -> checkSilence();
        case Instruction.Close close -> session.closeFor(close.reason());
        case Instruction.ShutDown(CloseReason reason, String reference) ->
            session.shutDown(reason, reference);
        default -> throw new IllegalArgumentException("not for a connection: " + message);
      }
      proceed();
    }

    private void onAppendReply(AppendReply reply) {
      answers++;
      switch (reply) {
        case AppendReply.Durable durable -> {
          walCredit = durable.creditBytes();
          session.placed(durable.sequence(), durable.position());
          session.credit(credit());
          if (ack == AckLevel.DURABLE) {
            acknowledged(durable.sequence());
          }
        }
        case AppendReply.Committed(long sequence) -> acknowledged(sequence);
      }
    }

    private void acknowledged(long sequence) {
      session.acknowledged(sequence);
      ackTimes.acknowledged(sequence, System.nanoTime(), measures.acks(ack));
    }

    private void onAccept(Instruction.Accept accept) {
      if (closing != null) {
        return;
      }
      tenant = accept.tenant();
      traffic = accept.traffic();
      wal = accept.wal();
      walCredit = accept.creditBytes();
      rate = accept.rate();
      ack = accept.ack();
      startKeepAlive();
      pauseFor(rate.owedNanos());
      session.accepted(new Grant(accept.publish(), credit(), ack, accept.assignedClientId()));
    }

    private void onChangeWal(Instruction.ChangeWal change) {
      wal = change.wal();
      walCredit = change.creditBytes();
      session.resend(); // before credit lets in what comes behind it
      session.credit(credit());
    }

    /// Whatever is sent to another node, or from there, may get lost.
    private void checkSilence() {
      if (session.isDrained()) {
        answersSeen = -1;
      } else if (answersSeen == answers) {
        connection.tell(new MqttConnection.WalSilent());
      } else {
        answersSeen = answers;
      }
    }

    private int credit() {
      return isPaused ? 0 : Math.min(walCredit, settings.unacknowledgedBytesMax(ack));
    }

    /// Reads no more, and takes nothing that is held, for as long as the rate asks for.
    private void pauseFor(long nanos) {
      if (nanos > 0 && closing == null) {
        isPaused = true;
        session.credit(0);
        startTimer(Timer.RATE, Duration.ofNanos(nanos)); // keep alive counts from when it goes on
      }
    }

    private void goOn() {
      isPaused = false;
      startKeepAlive();
      session.credit(credit());
    }

    // Effects of the session.

    @Override
    public void authenticate(ConnectRequest request) {
      stopTimer();
      connection.tell(new MqttConnection.Connect(request));
    }

    @Override
    public void append(FrameBatch batch, long sequence) {
      if (sequence > lastSequence) { // otherwise it is sent again
        lastSequence = sequence;
        count(batch);
        pauseFor(rate.take(batch.frames(), batch.length()));
      }
      if (wal != null && self != null) {
        wal.tell(new EndpointWal.Append(batch, sequence, session.oldestSequence(), self));
      } // otherwise it is sent when a log is there
    }

    private void count(FrameBatch batch) {
      int ofQos1 = (int) (session.qos1Messages() - qos1Seen);
      qos1Seen += ofQos1;
      ackTimes.appended(ofQos1, readAtNanos);
      if (traffic != null) {
        traffic.mqtt(batch.frames(), ofQos1, batch.length());
      }
    }

    @Override
    public void forbidden(int messages) {
      forbiddenMessages.add(messages);
      if (traffic != null) {
        traffic.forbiddenTopics(messages);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      ByteString answer = ByteString.fromArrayUnsafe(bytes, from, length);
      if (isAvailable(OUT) && unwritten.isEmpty()) {
        push(OUT, answer);
      } else if (!isClosed(OUT)) {
        unwritten = unwritten.concat(answer);
      }
    }

    @Override
    public void close(CloseReason reason) {
      closing = reason;
      startTimer(Timer.CLOSE, settings.closeWithin());
      connection.tell(new MqttConnection.Closing(reason));
    }

    // What has become possible.

    private void proceed() {
      countKept();
      if (closing != null) {
        closeSocket();
      } else if (isReadingAllowed()) {
        read();
      }
    }

    private void countKept() {
      long all = session.keptBytes();
      long bytes = all > KEPT_UNCOUNTED_BYTES ? all : 0;
      if (kept == null) {
        if (bytes == 0) {
          return;
        }
        kept = held.part(tenant);
      }
      if (!kept.resize(bytes)) {
        session.closeFor(CloseReason.OVERLOADED);
        kept.close();
      }
    }

    private void read() {
      if (!isClosed(IN) && !hasBeenPulled(IN)) {
        pull(IN);
      }
    }

    private boolean isReadingAllowed() {
      return session.wantsBytes() && unwritten.size() < settings.writeBufferBytesMax();
    }

    /// Our side is closed first, and what still comes is read and thrown away until the client
    /// closes its own: a socket that is closed with unread bytes in it is reset, and the reset may
    /// overtake our last answers.
    private void closeSocket() {
      if (!isClosed(OUT) && unwritten.isEmpty()) {
        complete(OUT);
      }
      read();
      if (isClosed(IN) && isClosed(OUT)) {
        stopTimer();
        if (session.isDrained()) {
          completeStage();
        }
      }
    }

    private void hangUp() {
      var failure = new IOException("the client does not read its last answers");
      if (!isClosed(OUT)) {
        fail(OUT, failure);
      }
      cancel(IN, failure); // as a failure: TCP drops what it could not write
    }

    // Time.

    /// Starts the one timer there is in place of what it was. It sends to this stage; Pekko's own
    /// timers for stages keep a map of them for each connection.
    private void startTimer(Timer what, Duration after) {
      stopTimer();
      timer = what;
      var stage = stageActor().ref();
      schedule =
          materializer()
              .system()
              .scheduler()
              .scheduleOnce(after, stage, what, materializer().executionContext(), stage);
    }

    private void stopTimer() {
      timer = null;
      if (schedule != null) {
        schedule.cancel();
      }
    }

    private void onDue(Timer due) {
      if (due != timer) {
        return; // it was stopped when this was on its way already
      }
      switch (due) {
        case CONNECT -> session.closeFor(CloseReason.CONNECT_TIMEOUT);
        case KEEP_ALIVE -> checkKeepAlive();
        case RATE -> goOn();
        case CLOSE -> hangUp();
      }
    }

    private void startKeepAlive() {
      aliveAtNanos = System.nanoTime();
      if (session.keepAliveSeconds() > 0) {
        startTimer(Timer.KEEP_ALIVE, keepAlive());
      }
    }

    /// One timer for each keep alive period, not one for each packet: when it fires it looks at
    /// when the last whole packet came. A client whose socket we do not read cannot show that it is
    /// alive.
    private void checkKeepAlive() {
      if (!hasBeenPulled(IN)) {
        aliveAtNanos = System.nanoTime();
      }
      Duration left = keepAlive().minus(Duration.ofNanos(System.nanoTime() - aliveAtNanos));
      if (left.isPositive()) {
        startTimer(Timer.KEEP_ALIVE, left);
      } else {
        session.closeFor(CloseReason.KEEP_ALIVE);
      }
    }

    /// One and a half times what the client promised (MQTT-3.1.2-24).
    private Duration keepAlive() {
      return Duration.ofMillis(session.keepAliveSeconds() * 1500L);
    }

    private void noteAlive() {
      if (session.packets() != packetsSeen) {
        packetsSeen = session.packets();
        aliveAtNanos = readAtNanos;
      }
    }

    private final class ClientBytes extends AbstractInHandler {
      @Override
      public void onPush() {
        byte[] chunk = grab(IN).toArrayUnsafe(); // what TCP read is one array of its own
        readAtNanos = System.nanoTime();
        session.received(chunk, 0, chunk.length); // heard no more when it is closing
        noteAlive();
        proceed();
      }

      @Override
      public void onUpstreamFinish() {
        session.inputEnded();
        proceed();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        session.closeFor(CloseReason.CONNECTION_LOST);
        proceed();
      }
    }

    private final class ServerBytes extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (!unwritten.isEmpty()) {
          ByteString answers = unwritten;
          unwritten = ByteString.emptyByteString();
          push(OUT, answers);
        }
        proceed();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        unwritten = ByteString.emptyByteString();
        session.closeFor(CloseReason.CONNECTION_LOST);
        proceed();
      }
    }
  }
}
