package io.edgemq.ingest.tls;

import io.edgemq.storage.measure.ReasonCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of TLS between the bytes of a client (`wire`) and those of a handler
/// (`plain`). Drives an [SSLEngine], which does all of the protocol; what is here is when it is
/// given what.
///
/// A connection on which nothing moves holds no buffer: records are decrypted from the chunk that
/// was read into an array for the handler, encrypted into an array for the socket, and of a record
/// that is not all here only its own bytes are kept (decision 0019).
final class TlsStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  private static final Logger LOG = LoggerFactory.getLogger(TlsStage.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Where a thread has records encrypted: the engine wants room for the largest, 16 KiB, even if
  /// it writes thirty bytes.
  private static final ThreadLocal<ByteBuffer> ROOM = ThreadLocal.withInitial(() -> NOTHING);

  /// Unread answers of the engine's own, to key updates for one, beyond which a client is not read.
  private static final int UNWRITTEN_MAX = 64 << 10;

  // One of each for all connections: they carry nothing of a stream, and have their weight.
  private static final Inlet<ByteString> PLAIN_IN = Inlet.create("plain-in");
  private static final Outlet<ByteString> WIRE_OUT = Outlet.create("wire-out");
  private static final Inlet<ByteString> WIRE_IN = Inlet.create("wire-in");
  private static final Outlet<ByteString> PLAIN_OUT = Outlet.create("plain-out");
  private static final BidiShape<ByteString, ByteString, ByteString, ByteString> SHAPE =
      BidiShape.of(PLAIN_IN, WIRE_OUT, WIRE_IN, PLAIN_OUT);

  private final Supplier<SSLEngine> engines;
  private final Duration handshakeWithin;
  private final ReasonCounts<HandshakeEnd> handshakes;
  private final Consumer<TlsPeer> onHandshake;

  TlsStage(
      Supplier<SSLEngine> engines,
      Duration handshakeWithin,
      ReasonCounts<HandshakeEnd> handshakes,
      Consumer<TlsPeer> onHandshake) {
    this.engines = engines;
    this.handshakeWithin = handshakeWithin;
    this.handshakes = handshakes;
    this.onHandshake = onHandshake;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return SHAPE;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic(engines.get());
  }

  private enum Phase {
    HANDSHAKE,
    OPEN,
    /// It came to nothing, or was broken off. What the client still sends is thrown away until it
    /// closes or its time is up, so that no reset overtakes the alert that tells it why.
    ENDING
  }

  private final class Logic extends GraphStageLogic {
    private final SSLEngine engine;
    private Phase phase = Phase.HANDSHAKE;
    private @Nullable Cancellable deadline;

    /// What has been read and not yet decrypted: a part of a record, or more if the handler does
    /// not want it yet.
    private ByteBuffer unread = NOTHING;

    /// What has been encrypted and not yet been asked for.
    private ByteString unwritten = ByteString.emptyByteString();

    Logic(SSLEngine engine) {
      super(SHAPE);
      this.engine = engine;
      setHandler(WIRE_IN, new WireIn());
      setHandler(WIRE_OUT, new WireOut());
      setHandler(PLAIN_IN, new PlainIn());
      setHandler(PLAIN_OUT, new PlainOut());
    }

    @Override
    public void preStart() throws SSLException {
      engine.beginHandshake();
      startDeadline();
      readOn();
    }

    @Override
    public void postStop() {
      stopDeadline();
      if (phase == Phase.HANDSHAKE) {
        handshakes.count(HandshakeEnd.ABANDONED);
      }
    }

    /// Does all that has become possible. Called after everything that happens.
    private void proceed() {
      try {
        if (phase == Phase.HANDSHAKE) {
          handshake();
        }
        if (phase == Phase.OPEN) {
          read();
          answer();
        }
      } catch (SSLException e) {
        onFailure(e);
      }
      if (phase != Phase.HANDSHAKE && isClosed(PLAIN_OUT)) { // nobody listens
        unread = NOTHING;
        readOn();
      }
      write();
      if (phase != Phase.ENDING && isClosed(PLAIN_OUT) && isClosed(WIRE_OUT)) {
        cancel(WIRE_IN); // our end has been sent, too: the socket may be closed
      }
    }

    // The handshake.

    private void handshake() throws SSLException {
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> engine.getDelegatedTask().run();
          case NEED_WRAP -> {
            if (wrap(NOTHING) == Status.CLOSED) { // the client has closed
              breakOff(HandshakeEnd.ABANDONED);
              return;
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (engine.unwrap(unread, NOTHING).getStatus() == Status.BUFFER_UNDERFLOW) {
              keepRest();
              readOn();
              return;
            }
          }
          case NOT_HANDSHAKING, FINISHED -> {
            onOpen();
            return;
          }
        }
      }
    }

    private void onOpen() {
      stopDeadline();
      handshakes.count(HandshakeEnd.COMPLETED);
      phase = Phase.OPEN;
      onHandshake.accept(TlsPeer.of(engine.getSession()));
    }

    private void breakOff(HandshakeEnd why) {
      handshakes.count(why);
      complete(PLAIN_OUT);
      giveUp();
    }

    // From the client to the handler.

    private void receive(ByteString chunk) {
      byte[] bytes = chunk.toArrayUnsafe(); // what TCP read is one array of its own
      unread =
          unread.hasRemaining()
              ? ByteBuffer.allocate(unread.remaining() + bytes.length).put(unread).put(bytes).flip()
              : ByteBuffer.wrap(bytes);
    }

    private void readOn() {
      if (!isClosed(WIRE_IN) && !hasBeenPulled(WIRE_IN)) {
        pull(WIRE_IN);
      }
    }

    private void read() throws SSLException {
      if (isAvailable(PLAIN_OUT) && unwritten.size() < UNWRITTEN_MAX) {
        ByteString plain = unwrapAll();
        if (!plain.isEmpty()) {
          push(PLAIN_OUT, plain);
        } else if (isClosed(WIRE_IN)) {
          unread = NOTHING; // a record without its end
        } else {
          readOn();
        }
      }
      if (engine.isInboundDone() || (isClosed(WIRE_IN) && !unread.hasRemaining())) {
        complete(PLAIN_OUT);
      }
    }

    /// Decrypts all records that are here.
    private ByteString unwrapAll() throws SSLException {
      // Records become shorter, so there is room for all that are whole; of one that is not, the
      // engine says either that bytes are missing or that room is.
      ByteBuffer plain = ByteBuffer.allocate(unread.remaining());
      while (unread.hasRemaining() && engine.unwrap(unread, plain).getStatus() == Status.OK) {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          throw new SSLException("the client wants another handshake, which is not offered");
        }
        answer();
      }
      keepRest();
      return ByteString.fromArrayUnsafe(plain.array(), 0, plain.position());
    }

    /// Lets the chunk go of which a part is still to come.
    private void keepRest() {
      if (!unread.hasRemaining()) {
        unread = NOTHING;
      } else if (unread.position() > 0) {
        unread = ByteBuffer.allocate(unread.remaining()).put(unread).flip();
      }
    }

    // From the handler to the client.

    /// What the engine has to say by itself: tickets, key updates, alerts.
    private void answer() throws SSLException {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        wrap(NOTHING);
      }
    }

    private void wrapAll(ByteString plain) throws SSLException {
      ByteBuffer source = plain.asByteBuffer();
      while (source.hasRemaining() && !engine.isOutboundDone()) {
        wrap(source);
      }
    }

    /// Encrypts one record.
    private Status wrap(ByteBuffer source) throws SSLException {
      ByteBuffer room = ROOM.get();
      if (room.capacity() < engine.getSession().getPacketBufferSize()) {
        room = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        ROOM.set(room);
      }
      SSLEngineResult result = engine.wrap(source, room.clear());
      if (result.bytesProduced() > 0) {
        byte[] encrypted = Arrays.copyOf(room.array(), result.bytesProduced());
        unwritten = unwritten.concat(ByteString.fromArrayUnsafe(encrypted));
      } else if (result.getStatus() == Status.OK
          && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        throw new SSLException("the engine wants to send something and does not");
      }
      return result.getStatus();
    }

    private void write() {
      if (isClosed(WIRE_OUT)) {
        return;
      }
      if (isAvailable(WIRE_OUT) && !unwritten.isEmpty()) {
        push(WIRE_OUT, unwritten);
        unwritten = ByteString.emptyByteString();
      }
      if (unwritten.isEmpty()) {
        if (engine.isOutboundDone()) {
          complete(WIRE_OUT);
          cancel(PLAIN_IN);
        } else if (phase == Phase.OPEN && isAvailable(WIRE_OUT) && !hasBeenPulled(PLAIN_IN)) {
          tryPull(PLAIN_IN);
        }
      }
    }

    // The end.

    private void onFailure(SSLException failure) {
      LOG.debug("TLS connection failed in phase {}: {}", phase, failure.toString());
      if (phase == Phase.HANDSHAKE) {
        breakOff(HandshakeEnd.FAILED);
      } else {
        fail(PLAIN_OUT, failure);
        giveUp();
      }
    }

    private void giveUp() {
      phase = Phase.ENDING;
      if (deadline == null) {
        startDeadline();
      }
      cancel(PLAIN_IN);
      engine.closeOutbound();
      try {
        answer(); // the alert
      } catch (SSLException e) {
        LOG.debug("no alert was sent: {}", e.toString());
      }
    }

    /// Not one of Pekko's timers for stages, which keep a map of them for each connection.
    private void startDeadline() {
      var passed = createAsyncCallback((Done _) -> onDeadline());
      deadline =
          materializer()
              .system()
              .scheduler()
              .scheduleOnce(
                  handshakeWithin,
                  () -> passed.invoke(Done.getInstance()),
                  materializer().executionContext());
    }

    private void stopDeadline() {
      if (deadline != null) {
        deadline.cancel();
        deadline = null;
      }
    }

    private void onDeadline() {
      if (deadline == null) {
        return; // it was stopped when this was on its way already
      }
      LOG.debug("TLS connection cut off in phase {}", phase);
      if (phase == Phase.HANDSHAKE) {
        breakOff(HandshakeEnd.TIMED_OUT);
      }
      if (!isClosed(WIRE_OUT)) {
        fail(WIRE_OUT, new IOException("the client is too slow"));
      }
      completeStage();
    }

    private final class WireIn extends AbstractInHandler {
      @Override
      public void onPush() {
        receive(grab(WIRE_IN));
        proceed();
      }

      @Override
      public void onUpstreamFinish() {
        if (phase == Phase.HANDSHAKE) {
          completeStage();
        } else {
          proceed();
        }
      }
    }

    private final class WireOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        proceed();
      }
    }

    private final class PlainIn extends AbstractInHandler {
      @Override
      public void onPush() {
        try {
          wrapAll(grab(PLAIN_IN));
        } catch (SSLException e) {
          onFailure(e);
        }
        proceed();
      }

      @Override
      public void onUpstreamFinish() {
        if (phase == Phase.HANDSHAKE) {
          breakOff(HandshakeEnd.ABANDONED);
        }
        engine.closeOutbound();
        proceed();
      }
    }

    private final class PlainOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        proceed();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
          proceed();
        } else {
          failStage(cause);
        }
      }
    }
  }
}
