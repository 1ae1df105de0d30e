package io.edgemq.ingest.websocket;

import java.io.IOException;
import java.time.Duration;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// WebSocket between a client's bytes and a session that knows nothing of it (RFC 6455): frames of
/// the client in, what they carry out to the session; what the session writes in, a binary frame of
/// each element out to the client.
///
/// The client is read when the session wants bytes, and the session when the client takes some. A
/// chunk becomes at most one element, however many frames it has, over the chunk's own array: the
/// elements must not be anyone else's, as those of a TCP stream are not. Pings are answered here,
/// the latest if there are many.
///
/// How it ends:
///
/// - The session ends its output: Close 1000, and the rest of what the client sends is thrown away
///   until its Close, or the end of its side; then ours ends, and the session's input.
/// - The client sends Close: it comes back, our side ends, and so does the session's input. What
///   the session still writes is thrown away.
/// - The client breaks a rule: the same with the code of the [Violation].
/// - The client ends its side without Close: the session's input ends, its output goes on.
///
/// A client that then does not end its own side in time is cut off.
final class WebSocketLayer
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  private final Inlet<ByteString> fromClient = Inlet.create("from-client");
  private final Outlet<ByteString> toSession = Outlet.create("to-session");
  private final Inlet<ByteString> fromSession = Inlet.create("from-session");
  private final Outlet<ByteString> toClient = Outlet.create("to-client");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      BidiShape.of(fromSession, toClient, fromClient, toSession);
  private final long messageBytesMax;
  private final Duration closeWithin;

  /// @param messageBytesMax see [FrameDecoder]
  /// @param closeWithin of our Close frame, the client must have ended its side
  WebSocketLayer(long messageBytesMax, Duration closeWithin) {
    this.messageBytesMax = messageBytesMax;
    this.closeWithin = closeWithin;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Phase {
    OPEN,
    /// The session has ended, the client's Close has not come.
    CLOSING,
    /// Nothing is expected from the client but the end of its side, and nothing from the session.
    CLOSED
  }

  private final class Logic extends TimerGraphStageLogic {
    private final FrameDecoder decoder = new FrameDecoder(messageBytesMax);
    private Phase phase = Phase.OPEN;

    /// Of the session; the client had just been given a Pong instead.
    private @Nullable ByteString unsent;

    private @Nullable ByteString unsentClose;

    Logic() {
      super(shape);
      setHandler(fromClient, new FromClient());
      setHandler(toSession, new ToSession());
      setHandler(fromSession, new FromSession());
      setHandler(toClient, new ToClient());
    }

    private void receive(ByteString chunk) {
      byte[] bytes = chunk.toArrayUnsafe(); // what TCP read is one array of its own
      int end = decoder.decode(bytes, 0, bytes.length);
      if (end > 0 && phase == Phase.OPEN && isAvailable(toSession)) {
        push(toSession, ByteString.fromArrayUnsafe(bytes, 0, end));
      }
      CloseFrame closing = decoder.closing();
      if (closing != null) {
        if (phase == Phase.OPEN) {
          unsentClose = ServerFrames.close(closing);
          startClosing();
        }
        enterClosed();
      }
      send();
    }

    /// Without waiting for the session's demand once it is only the client's end that matters.
    private void read() {
      boolean isWanted = phase != Phase.OPEN || isAvailable(toSession) || isClosed(toSession);
      if (isWanted && !isClosed(fromClient) && !hasBeenPulled(fromClient)) {
        pull(fromClient);
      }
    }

    private void send() {
      if (isAvailable(toClient)) {
        ByteString next = next();
        if (next != null) {
          push(toClient, next);
        } else if (phase == Phase.OPEN) {
          pullSession();
        }
      }
      if (phase == Phase.CLOSED && unsent == null && unsentClose == null) {
        complete(toClient);
      }
    }

    private @Nullable ByteString next() {
      ByteString next = unsent;
      if (next != null) {
        unsent = null;
        return next;
      }
      next = unsentClose;
      if (next != null) {
        unsentClose = null;
        return next;
      }
      byte[] ping = phase == Phase.OPEN ? decoder.takePing() : null;
      return ping == null ? null : ServerFrames.pong(ping);
    }

    private void pullSession() {
      if (!isClosed(fromSession) && !hasBeenPulled(fromSession)) {
        pull(fromSession);
      }
    }

    private void startClosing() {
      scheduleOnce(Phase.CLOSED, closeWithin);
    }

    private void enterClosed() {
      phase = Phase.CLOSED;
      complete(toSession);
      pullSession();
    }

    private void cutOff() {
      var failure = new IOException("the client does not end its side of a closed WebSocket");
      fail(toClient, failure);
      cancel(fromClient, failure); // as a failure: the socket is reset, whatever is unsent in it
      complete(toSession);
    }

    @Override
    public void onTimer(Object timer) {
      cutOff();
      pullSession();
    }

    private final class FromClient extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString chunk = grab(fromClient);
        if (phase != Phase.CLOSED) {
          receive(chunk);
        }
        read();
      }

      @Override
      public void onUpstreamFinish() {
        if (phase == Phase.CLOSING) {
          enterClosed();
          send();
        }
        complete(toSession);
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        unsent = null;
        unsentClose = null;
        fail(toSession, failure);
        fail(toClient, failure);
        enterClosed();
      }
    }

    private final class ToSession extends AbstractOutHandler {
      @Override
      public void onPull() {
        read();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        read(); // control frames are still for us
      }
    }

    private final class FromSession extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString bytes = grab(fromSession);
        if (phase == Phase.CLOSED) {
          pull(fromSession);
        } else {
          unsent = ServerFrames.binary(bytes);
          send();
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (phase == Phase.OPEN) {
          phase = isClosed(fromClient) ? Phase.CLOSED : Phase.CLOSING;
          unsentClose = ServerFrames.close(CloseFrame.NORMAL);
          startClosing();
          send();
          read();
        }
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        failStage(failure);
      }
    }

    private final class ToClient extends AbstractOutHandler {
      @Override
      public void onPull() {
        send();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(fromSession, cause);
      }
    }
  }
}
