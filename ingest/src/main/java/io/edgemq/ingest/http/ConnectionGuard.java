package io.edgemq.ingest.http;

import io.edgemq.ingest.http.RequestFraming.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Stands between the bytes of a client and pekko-http and bounds what a client may do without
/// sending requests or reading answers: the form and the size of a request's head (see
/// [RequestFraming]), the time for it, the time between requests and for reading. What happens
/// between the head and the answer is bounded by those that do it ([BodySink], [AppendQueue]).
///
/// When pekko-http is done, our side is closed first, and what still comes is read and thrown away
/// until the client closes its own: a socket that is closed with unread bytes in it is reset, and
/// the reset may overtake the last answer.
final class ConnectionGuard
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  /// A connection that can be ended, from any thread.
  @FunctionalInterface
  interface Open {
    /// End behind the answer that is owed, if there is one.
    void stop();
  }

  private final Inlet<ByteString> fromClient = Inlet.create("client-bytes");
  private final Outlet<ByteString> toHttp = Outlet.create("request-bytes");
  private final Inlet<ByteString> fromHttp = Inlet.create("answer-bytes");
  private final Outlet<ByteString> toClient = Outlet.create("server-bytes");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      new BidiShape<>(fromHttp, toClient, fromClient, toHttp);
  private final HttpPort.Shared shared;
  private final Exchange exchange;

  /// @param exchange of this connection
  ConnectionGuard(HttpPort.Shared shared, Exchange exchange) {
    this.shared = shared;
    this.exchange = exchange;
  }

  /// What is going on between pekko-http and the routes of a connection. Touched by the stages of
  /// that connection only, which run on one thread at a time.
  static final class Exchange {
    private int running;
    private int unwritten;
    private boolean hasRequested;
    private long quietSinceNanos = System.nanoTime();

    /// A request has come, its head at least.
    void requested() {
      running++;
      hasRequested = true;
    }

    /// It is answered; pekko-http is given the answer.
    void answered() {
      running--;
      unwritten++;
      quietSinceNanos = System.nanoTime();
    }

    private boolean isQuiet() {
      return running == 0 && unwritten == 0;
    }
  }

  /// A whole answer of a connection that is closed behind it.
  static ByteString answer(HttpRefusal reason, String detail) {
    StatusCode status = StatusCodes.get(reason.status());
    String json = Answers.problem(reason.status(), status.reason(), reason.code(), detail);
    String head =
        "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n"
            .formatted(
                reason.status(),
                status.reason(),
                json.length(),
                reason.isTemporary() ? "Retry-After: 1\r\n" : "");
    return ByteString.fromString(head + json, StandardCharsets.US_ASCII);
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Timer {
    CHECK,
    CLOSE
  }

  private final class Logic extends TimerGraphStageLogic {
    private final HttpSettings settings = shared.settings();
    private final RequestFraming framing = new RequestFraming(settings.headerBytesMax());
    private @Nullable ByteString refusal;
    private long headSinceNanos = System.nanoTime();
    private @Nullable Open open;
    private boolean isOver;
    private boolean isStopping;
    private boolean isWriting;
    private long writingSinceNanos;

    Logic() {
      super(shape);
      setHandler(fromClient, new ClientBytes());
      setHandler(toHttp, new HttpDemand());
      setHandler(fromHttp, new AnswerBytes());
      setHandler(toClient, new ClientDemand());
    }

    @Override
    public void preStart() {
      AsyncCallback<Done> stop =
          createAsyncCallback(_ -> {
            isStopping = true;
            endIfQuiet();
          });
      open = () -> stop.invoke(Done.done());
      shared.connections().opened(open);
      scheduleOnce(Timer.CHECK, shortest());
    }

    @Override
    public void postStop() {
      if (open != null) {
        shared.connections().closed(open);
      }
    }

    // Time. One timer for each period, not one for each request: when it fires it looks at what is
    // waited for and since when.

    @Override
    public void onTimer(Object timer) {
      switch ((Timer) timer) {
        case CHECK -> check();
        case CLOSE -> cutOff("the client does not close the connection");
      }
    }

    private void check() {
      long now = System.nanoTime();
      if (isWriting && now - writingSinceNanos >= settings.writeTimeout().toNanos()) {
        shared.refusals().count(HttpRefusal.WRITE_TIMEOUT);
        cutOff("the client does not read its answers");
        return;
      }
      if (exchange.isQuiet() && now - quietSinceNanos() >= quietMax().toNanos()) {
        if (isHeadDue()) {
          shared.refusals().count(HttpRefusal.HEADER_TIMEOUT);
        }
        endHttp();
        return;
      }
      scheduleOnce(Timer.CHECK, shortest());
    }

    /// Whether a head is waited for, not only its first byte.
    private boolean isHeadDue() {
      return framing.isInHead() || !exchange.hasRequested;
    }

    private long quietSinceNanos() {
      boolean hasBegunSince = framing.isInHead() && headSinceNanos - exchange.quietSinceNanos > 0;
      return hasBegunSince && exchange.hasRequested ? headSinceNanos : exchange.quietSinceNanos;
    }

    private Duration quietMax() {
      return isHeadDue() ? settings.headerTimeout() : settings.idleTimeout();
    }

    private Duration shortest() {
      Duration ofHead =
          settings.headerTimeout().compareTo(settings.idleTimeout()) < 0
              ? settings.headerTimeout()
              : settings.idleTimeout();
      return ofHead.compareTo(settings.writeTimeout()) < 0 ? ofHead : settings.writeTimeout();
    }

    // The end.

    private void endIfQuiet() {
      if (isStopping && !isOver && exchange.isQuiet() && !isWriting) {
        endHttp();
      }
    }

    /// Takes leave of pekko-http, which has nothing more to say.
    private void endHttp() {
      if (!isClosed(fromHttp)) {
        cancel(fromHttp);
      }
      if (!isClosed(toHttp)) {
        complete(toHttp);
      }
      closeSocket();
    }

    private void closeSocket() {
      if (isOver) {
        return;
      }
      isOver = true;
      framing.clear();
      if (!isClosed(toClient)) {
        complete(toClient);
      }
      cancelTimer(Timer.CHECK);
      if (isClosed(fromClient)) {
        completeStage();
      } else {
        setKeepGoing(true);
        scheduleOnce(Timer.CLOSE, settings.closeWithin());
        discard();
      }
    }

    private void discard() {
      if (!isClosed(fromClient) && !hasBeenPulled(fromClient)) {
        pull(fromClient);
      }
    }

    private void cutOff(String why) {
      failStage(new IOException(why));
    }

    /// Gives pekko-http what it asks for.
    private void feed() {
      switch (framing.next()) {
        case Step.Piece(byte[] bytes, int from, int to) ->
            push(toHttp, ByteString.fromArrayUnsafe(bytes, from, to - from));
        case Step.More _ -> more();
        case Step.BadHead(HttpRefusal reason, String detail) -> {
          shared.refusals().count(reason);
          refusal = answer(reason, detail);
          complete(toHttp); // requests that were before it are answered first
        }
        case Step.BadBody _ -> complete(toHttp); // which takes the body for cut off
      }
    }

    private void more() {
      if (isClosed(fromClient)) {
        complete(toHttp);
      } else if (!hasBeenPulled(fromClient)) {
        pull(fromClient);
      }
    }

    /// Nothing more comes from pekko-http.
    private void endAnswers() {
      if (refusal == null || isClosed(toClient)) {
        endHttp();
      } else if (isAvailable(toClient)) {
        push(toClient, refusal);
        refusal = null;
        endHttp();
      } // otherwise the client reads no answers, as the check will see
    }

    private final class ClientBytes extends AbstractInHandler {
      @Override
      public void onPush() {
        byte[] bytes = grab(fromClient).toArrayUnsafe(); // what TCP read is one array of its own
        if (isOver || isClosed(toHttp)) {
          discard();
          return;
        }
        boolean wasInHead = framing.isInHead();
        framing.add(bytes);
        feed();
        if (framing.isInHead() && !wasInHead) {
          headSinceNanos = System.nanoTime();
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (!isClosed(toHttp) && framing.isEmpty()) {
          complete(toHttp);
        }
        if (isClosed(toClient)) {
          completeStage();
        }
      }
    }

    private final class HttpDemand extends AbstractOutHandler {
      @Override
      public void onPull() {
        feed();
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        framing.clear();
        discard(); // pekko-http wants no more, but may still have an answer
      }
    }

    private final class AnswerBytes extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString bytes = grab(fromHttp);
        if (exchange.unwritten > 0) {
          exchange.unwritten--;
        } else if (exchange.running == 0) { // pekko-http's own answer, to no request
          shared.refusals().count(HttpRefusal.MALFORMED_REQUEST);
        }
        isWriting = true;
        writingSinceNanos = System.nanoTime();
        push(toClient, bytes);
      }

      @Override
      public void onUpstreamFinish() {
        endAnswers();
      }
    }

    private final class ClientDemand extends AbstractOutHandler {
      @Override
      public void onPull() {
        isWriting = false;
        endIfQuiet();
        if (isClosed(fromHttp) && !isOver) {
          endAnswers();
        }
        if (!isClosed(fromHttp) && !hasBeenPulled(fromHttp)) {
          pull(fromHttp);
        }
      }
    }
  }
}
