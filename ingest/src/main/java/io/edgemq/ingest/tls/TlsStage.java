package io.edgemq.ingest.tls;

import io.edgemq.ingest.transport.ReasonCounts;
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
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of TLS between the bytes of a client (`wire`) and those of a handler
/// (`plain`). Drives an [SSLEngine], which does all of the protocol; what is here is when it is
/// given what.
///
/// A connection on which nothing moves holds no buffer: records are decrypted from the chunk that
/// was read into an array for the handler, encrypted into an array for the socket, and of a record
/// that is not all here only its own bytes are kept (decision 0018).
final class TlsStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  private static final Logger LOG = LoggerFactory.getLogger(TlsStage.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// Where a thread has records encrypted: the engine wants room for the largest, 16 KiB, even if
  /// it writes thirty bytes.
  private static final ThreadLocal<ByteBuffer> ROOM = ThreadLocal.withInitial(() -> NOTHING);

  /// Unread answers of the engine's own, to key updates for one, beyond which a client is not read.
  private static final int UNWRITTEN_MAX = 64 << 10;

  private final Inlet<ByteString> plainIn = Inlet.create("plain-in");
  private final Outlet<ByteString> wireOut = Outlet.create("wire-out");
  private final Inlet<ByteString> wireIn = Inlet.create("wire-in");
  private final Outlet<ByteString> plainOut = Outlet.create("plain-out");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      BidiShape.of(plainIn, wireOut, wireIn, plainOut);
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
    return shape;
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

  private final class Logic extends TimerGraphStageLogic {
    private static final String DEADLINE = "deadline";

    private final SSLEngine engine;
    private Phase phase = Phase.HANDSHAKE;

    /// What has been read and not yet decrypted: a part of a record, or more if the handler does
    /// not want it yet.
    private ByteBuffer unread = NOTHING;

    /// What has been encrypted and not yet been asked for.
    private ByteString unwritten = ByteString.emptyByteString();

    Logic(SSLEngine engine) {
      super(shape);
      this.engine = engine;
      setHandler(wireIn, new WireIn());
      setHandler(wireOut, new WireOut());
      setHandler(plainIn, new PlainIn());
      setHandler(plainOut, new PlainOut());
    }

    @Override
    public void preStart() throws SSLException {
      engine.beginHandshake();
      scheduleOnce(DEADLINE, handshakeWithin);
      readOn();
    }

    @Override
    public void postStop() {
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
      if (phase != Phase.HANDSHAKE && isClosed(plainOut)) { // nobody listens
        unread = NOTHING;
        readOn();
      }
      write();
      if (phase != Phase.ENDING && isClosed(plainOut) && isClosed(wireOut)) {
        cancel(wireIn); // our end has been sent, too: the socket may be closed
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
      cancelTimer(DEADLINE);
      handshakes.count(HandshakeEnd.COMPLETED);
      phase = Phase.OPEN;
      onHandshake.accept(TlsPeer.of(engine.getSession()));
    }

    private void breakOff(HandshakeEnd why) {
      handshakes.count(why);
      complete(plainOut);
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
      if (!isClosed(wireIn) && !hasBeenPulled(wireIn)) {
        pull(wireIn);
      }
    }

    private void read() throws SSLException {
      if (isAvailable(plainOut) && unwritten.size() < UNWRITTEN_MAX) {
        ByteString plain = unwrapAll();
        if (!plain.isEmpty()) {
          push(plainOut, plain);
        } else if (isClosed(wireIn)) {
          unread = NOTHING; // a record without its end
        } else {
          readOn();
        }
      }
      if (engine.isInboundDone() || (isClosed(wireIn) && !unread.hasRemaining())) {
        complete(plainOut);
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
      if (isClosed(wireOut)) {
        return;
      }
      if (isAvailable(wireOut) && !unwritten.isEmpty()) {
        push(wireOut, unwritten);
        unwritten = ByteString.emptyByteString();
      }
      if (unwritten.isEmpty()) {
        if (engine.isOutboundDone()) {
          complete(wireOut);
          cancel(plainIn);
        } else if (phase == Phase.OPEN && isAvailable(wireOut) && !hasBeenPulled(plainIn)) {
          tryPull(plainIn);
        }
      }
    }

    // The end.

    private void onFailure(SSLException failure) {
      LOG.debug("TLS connection failed in phase {}: {}", phase, failure.toString());
      if (phase == Phase.HANDSHAKE) {
        breakOff(HandshakeEnd.FAILED);
      } else {
        fail(plainOut, failure);
        giveUp();
      }
    }

    private void giveUp() {
      phase = Phase.ENDING;
      if (!isTimerActive(DEADLINE)) {
        scheduleOnce(DEADLINE, handshakeWithin);
      }
      cancel(plainIn);
      engine.closeOutbound();
      try {
        answer(); // the alert
      } catch (SSLException e) {
        LOG.debug("no alert was sent: {}", e.toString());
      }
    }

    @Override
    public void onTimer(Object deadline) {
      LOG.debug("TLS connection cut off in phase {}", phase);
      if (phase == Phase.HANDSHAKE) {
        breakOff(HandshakeEnd.TIMED_OUT);
      }
      if (!isClosed(wireOut)) {
        fail(wireOut, new IOException("the client is too slow"));
      }
      completeStage();
    }

    private final class WireIn extends AbstractInHandler {
      @Override
      public void onPush() {
        receive(grab(wireIn));
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
          wrapAll(grab(plainIn));
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
