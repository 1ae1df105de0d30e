package io.edgemq.ops.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// One generated client: connects, publishes what its [Publisher] has, takes the answers, and comes
/// back after a reset if the plan says so. What is said on the connection is up to the protocol.
/// Driven by its selector thread, the only one to touch it.
abstract class Client {
  private enum State {
    DOWN,
    CONNECTING,
    GREETING,
    OPEN,
    ENDED
  }

  /// The client is over for a reason that lies in what the server answered.
  static final class Over extends IOException {
    private static final long serialVersionUID = 1;
    final ConnectionEnd how;
    final boolean passes;

    /// @param passes whether the same may be answered otherwise later
    Over(ConnectionEnd how, boolean passes, String message) {
      super(message);
      this.how = how;
      this.passes = passes;
    }
  }

  private static final long BACKOFF_NANOS_MIN = 20_000_000;
  private static final long BACKOFF_NANOS_MAX = 1_000_000_000;

  final Lane lane;

  /// When something was last published.
  long publishedNanos;

  private final LoadPlan plan;
  private final Publisher publisher;
  private State state = State.DOWN;
  private ConnectionEnd end = ConnectionEnd.UNREACHABLE;
  private @Nullable Link link;
  private boolean hasConnected;
  private boolean hasFinished;
  private boolean settling;
  private int resets;
  private long dueNanos = System.nanoTime();
  private long attemptNanos;
  private long backoffNanos = BACKOFF_NANOS_MIN;

  Client(Lane lane, Publisher publisher) {
    this.lane = lane;
    this.publisher = publisher;
    plan = lane.plan;
    lane.unfinished++;
    lane.down.add(this);
  }

  /// The connection is made: says what has to be said first. [#opened(long)] is to be called now or
  /// when it is answered.
  abstract void greet(Link current) throws IOException;

  /// Takes out what is there in full.
  abstract void take(ByteBuffer in, long nowNanos) throws IOException;

  /// Called now and then while the connection is open: says what keeps it so.
  void keepAlive(Link current, long nowNanos) throws IOException {}

  /// Nothing more will be published: whether all is answered that has to be.
  boolean isAnswered(Link current) throws IOException {
    return publisher.isAnswered();
  }

  /// Says what has to be said last.
  void takeLeave(Link current) throws IOException {}

  /// Whether a client that is down may connect now.
  boolean isDue(long nowNanos) {
    return nowNanos - dueNanos >= 0;
  }

  /// Begins to connect a client that is down.
  void connect(long nowNanos) {
    state = State.CONNECTING;
    attemptNanos = nowNanos;
    lane.attempting++;
    try {
      int port = plan.port().getAsInt();
      if (port < 1) {
        throw new ConnectException("no port known at present");
      }
      link = Link.open(lane, new InetSocketAddress(lane.address, port), this);
    } catch (IOException e) {
      lose(e);
    }
  }

  /// The socket can do something.
  void ready() {
    Link current = link;
    if (current == null) {
      return;
    }
    try {
      if (state == State.CONNECTING) {
        if (!current.finishConnect()) {
          return;
        }
        state = State.GREETING;
        greet(current);
        current.watch(false);
      } else {
        if (current.isWritable()) {
          current.writeBacklog();
        }
        if (current.isReadable()) {
          int _ = receive(current);
        }
      }
      publish(current);
      settle(current);
    } catch (IOException e) {
      lose(e);
    }
  }

  /// Publishes what the window, the timetable and the socket allow.
  void publish() {
    Link current = link;
    if (current != null) {
      try {
        publish(current);
      } catch (IOException e) {
        lose(e);
      }
    }
  }

  /// Gives up an attempt to connect that takes too long, and looks after an open connection.
  void tend(long nowNanos) {
    switch (state) {
      case CONNECTING, GREETING -> {
        if (nowNanos - attemptNanos > plan.connectMax().toNanos()) {
          lose(new ConnectException("no connection within " + plan.connectMax()));
        }
      }
      case OPEN -> keepAlive(nowNanos);
      case DOWN, ENDED -> {}
    }
  }

  /// Publishing is over: ends at once what has no connection, and the rest as soon as it is
  /// answered.
  void settle() {
    settling = true;
    switch (state) {
      case OPEN -> ready();
      case DOWN, CONNECTING, GREETING ->
          end(hasConnected ? ConnectionEnd.RESET : ConnectionEnd.UNREACHABLE);
      case ENDED -> {}
    }
  }

  /// Ends a client whose outstanding answers have not come in time.
  void giveUp() {
    Link current = link;
    if (current != null) {
      disconnect(current, ConnectionEnd.UNSETTLED);
    }
  }

  /// Closes the socket without a word.
  void close() {
    Link current = link;
    if (current != null) {
      current.close();
    }
  }

  /// How many messages were due at a moment and have not been sent.
  long overdue(long slots) {
    return publisher.overdue(slots);
  }

  /// Of use once the run is over.
  ConnectionReport report() {
    return new ConnectionReport(publisher.sent(), publisher.acknowledged(), resets, end);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /// The client may publish.
  void opened(long nowNanos) {
    state = State.OPEN;
    lane.attempting--;
    lane.tally.open++;
    if (!hasConnected) {
      hasConnected = true;
      lane.tally.connected++;
    }
    publishedNanos = nowNanos;
  }

  private void keepAlive(long nowNanos) {
    Link current = link;
    if (current != null) {
      try {
        keepAlive(current, nowNanos);
      } catch (IOException e) {
        lose(e);
      }
    }
  }

  private int receive(Link current) throws IOException {
    ByteBuffer in = lane.in;
    int count = current.read(in);
    if (count > 0) {
      long now = System.nanoTime();
      long before = publisher.acknowledged();
      try {
        take(in, now);
        backoffNanos = BACKOFF_NANOS_MIN;
      } finally {
        publisher.count(before, now);
      }
    }
    current.keep(in);
    if (current.isAtEnd()) {
      throw new EOFException("closed by the server");
    }
    return count;
  }

  private void publish(Link current) throws IOException {
    if (state != State.OPEN) {
      return;
    }
    boolean more = false;
    if (lane.sending) {
      int count = publisher.sendable();
      // One buffer a turn, so that a client that never waits for answers leaves time to the others.
      if (count > 0 && !current.isBacklogged()) {
        publishedNanos = publisher.send(current, count);
      }
      more = publisher.sendable() > 0;
      noteFinished();
    }
    current.watch(more);
  }

  private void settle(Link current) throws IOException {
    if (settling && !current.isBacklogged() && isAnswered(current)) {
      disconnect(current, ConnectionEnd.DISCONNECTED);
    }
  }

  private void disconnect(Link current, ConnectionEnd how) {
    ConnectionEnd result = how;
    if (!current.isBacklogged()) {
      try {
        takeLeave(current);
        current.leave();
      } catch (IOException _) {
        result = ConnectionEnd.RESET;
      }
    }
    end(result);
  }

  /// The connection is gone, or there is none to be had: comes back later, or ends.
  private void lose(IOException cause) {
    ConnectionEnd how =
        switch (cause) {
          case Over over -> over.how;
          case WebSocketWire.NotUpgraded _ -> ConnectionEnd.REFUSED;
          case ProtocolException _ -> ConnectionEnd.MALFORMED;
          default -> hasConnected ? ConnectionEnd.RESET : ConnectionEnd.UNREACHABLE;
        };
    boolean passes =
        switch (cause) {
          case Over over -> over.passes;
          case WebSocketWire.NotUpgraded refusal -> refusal.passes();
          // A certificate that is not trusted will not be next time either.
          case SSLHandshakeException _ -> false;
          default -> how == ConnectionEnd.RESET || how == ConnectionEnd.UNREACHABLE;
        };
    if (cause instanceof WebSocketWire.NotUpgraded refusal) {
      lane.tally.refused.merge(refusal.status, 1, Integer::sum);
    }
    lane.tally.lost(cause);
    Link gone = link;
    if (state == State.OPEN && gone != null) {
      resets++;
      if (how == ConnectionEnd.RESET && !(cause instanceof EOFException)) {
        readTheRest(gone);
      }
    }
    if (lane.reconnecting && passes) {
      drop();
      publisher.reopen();
      dueNanos = System.nanoTime() + backoffNanos;
      backoffNanos = Math.min(2 * backoffNanos, BACKOFF_NANOS_MAX);
      lane.down.add(this);
    } else {
      end(how);
    }
  }

  /// Takes in the answers that came before the connection broke, where it was a write that failed.
  private void readTheRest(Link gone) {
    try {
      while (receive(gone) > 0) {}
    } catch (IOException _) {
      // The end of what can be read.
    }
  }

  private void end(ConnectionEnd how) {
    drop();
    state = State.ENDED;
    end = how;
    noteFinished();
  }

  private void drop() {
    switch (state) {
      case CONNECTING, GREETING -> lane.attempting--;
      case OPEN -> lane.tally.open--;
      case DOWN, ENDED -> {}
    }
    state = State.DOWN;
    close();
    link = null;
  }

  private void noteFinished() {
    if (!hasFinished && (state == State.ENDED || publisher.isThrough())) {
      hasFinished = true;
      lane.unfinished--;
    }
  }
}
