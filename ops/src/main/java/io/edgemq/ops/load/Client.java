package io.edgemq.ops.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One generated client: connects, keeps its window full of PUBLISHes, checks the PUBACKs, and
/// comes back after a reset if the plan says so. Driven by its selector thread, the only one to
/// touch it.
final class Client {
  private enum State {
    DOWN,
    CONNECTING,
    GREETING,
    OPEN,
    ENDED
  }

  /// The client is over for a reason that lies in what the server answered.
  private static final class Over extends IOException {
    private static final long serialVersionUID = 1;
    final ConnectionEnd how;
    final boolean passes;

    Over(ConnectionEnd how, boolean passes, String message) {
      super(message);
      this.how = how;
      this.passes = passes;
    }
  }

  private static final long BACKOFF_NANOS_MIN = 20_000_000;
  private static final long BACKOFF_NANOS_MAX = 1_000_000_000;

  private final Lane lane;
  private final LoadPlan plan;
  private final int number;
  private final Publisher publisher;
  private State state = State.DOWN;
  private ConnectionEnd end = ConnectionEnd.UNREACHABLE;
  private @Nullable Link link;
  private boolean hasConnected;
  private boolean hasFinished;
  private boolean settling;
  private boolean owesPing;
  private int resets;
  private long pings;
  private long dueNanos = System.nanoTime();
  private long attemptNanos;
  private long backoffNanos = BACKOFF_NANOS_MIN;
  private long keepAliveNanos;
  private long writtenNanos;

  /// @param number of the connection in the whole run
  /// @param slot of the connection on this thread
  Client(Lane lane, int number, int slot) {
    this.lane = lane;
    this.number = number;
    plan = lane.plan;
    publisher = new Publisher(lane, number, slot);
    lane.unfinished++;
    lane.down.add(this);
  }

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
      link = Link.open(lane.selector, new InetSocketAddress(lane.address, port), this);
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
        if (current.finishConnect()) {
          greet(current);
        }
        return;
      }
      if (current.isWritable()) {
        current.writeBacklog();
      }
      if (current.isReadable()) {
        int _ = receive(current);
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

  /// Gives up an attempt to connect that takes too long, and sends a PINGREQ where a 5.0 server has
  /// asked for a keep alive.
  void tend(long nowNanos) {
    switch (state) {
      case CONNECTING, GREETING -> {
        if (nowNanos - attemptNanos > plan.connectMax().toNanos()) {
          lose(new ConnectException("no CONNACK within " + plan.connectMax()));
        }
      }
      case OPEN -> {
        if (keepAliveNanos > 0 && nowNanos - writtenNanos > keepAliveNanos / 2) {
          keepAlive(nowNanos);
        }
      }
      case DOWN, ENDED -> {}
    }
  }

  /// Publishing is over: ends at once what has no connection, and the rest as soon as it is
  /// answered.
  void settle() {
    settling = true;
    // A PINGRESP tells that the server has read everything before the PINGREQ.
    owesPing = plan.qos() == 0;
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

  private void greet(Link current) throws IOException {
    state = State.GREETING;
    ByteBuffer out = lane.encoder.begin();
    MqttPackets.putConnect(
        out, plan.protocolLevel(), plan.clientIdPrefix() + number, plan.credentials());
    current.write(lane.encoder.end());
    current.watch(false);
  }

  private int receive(Link current) throws IOException {
    ByteBuffer in = lane.in;
    int count = current.read(in);
    if (count < 0) {
      throw new EOFException("closed by the server");
    }
    long now = System.nanoTime();
    long before = publisher.acknowledged();
    try {
      do {
        publisher.takePubacks(in, now);
      } while (takePacket(in, now));
    } finally {
      publisher.count(before, now);
    }
    current.keep(in);
    return count;
  }

  /// Takes out one packet of any kind.
  ///
  /// @return false if it is not there in full
  private boolean takePacket(ByteBuffer in, long nowNanos) throws IOException {
    int start = in.position();
    int length = MqttPackets.remainingLength(in);
    int at = start + 1 + MqttPackets.variableBytes(length);
    if (length > in.capacity() - (at - start)) {
      throw new ProtocolException("packet of " + length + " bytes");
    }
    if (length < 0 || length > in.limit() - at) {
      return false;
    }
    in.position(at + length);
    int type = in.get(start) & 0xFF;
    if (state == State.GREETING && type == MqttPackets.CONNACK) {
      greeted(MqttPackets.connack(in.slice(at, length)), nowNanos);
    } else if (state == State.OPEN && type == MqttPackets.PUBACK && length >= 2) {
      puback(in.getShort(at) & 0xFFFF, length > 2 ? in.get(at + 2) & 0xFF : 0, nowNanos);
    } else if (state == State.OPEN && type == MqttPackets.PINGRESP && pings > 0) {
      pings--;
      lane.tally.lastAnswerNanos = nowNanos;
    } else if (type == MqttPackets.DISCONNECT) {
      throw new EOFException("DISCONNECT by the server");
    } else {
      throw new ProtocolException("packet " + type + " of " + length + " bytes when " + state);
    }
    return true;
  }

  private void greeted(MqttPackets.Connack connack, long nowNanos) throws IOException {
    if (connack.code() != 0) {
      lane.tally.refused.merge(connack.code(), 1, Integer::sum);
      throw new Over(ConnectionEnd.REFUSED, connack.isPassing(), "CONNACK " + connack.code());
    }
    state = State.OPEN;
    lane.attempting--;
    lane.tally.open++;
    if (!hasConnected) {
      hasConnected = true;
      lane.tally.connected++;
    }
    backoffNanos = BACKOFF_NANOS_MIN;
    publisher.open(connack.receiveMaximum());
    keepAliveNanos = connack.serverKeepAlive() * 1_000_000_000L;
    writtenNanos = nowNanos;
  }

  private void puback(int packetId, int reason, long nowNanos) throws IOException {
    if (reason >= MqttPackets.FAILURE) {
      lane.tally.rejected++;
      throw new Over(ConnectionEnd.REJECTED, false, "PUBACK reason " + reason);
    }
    publisher.puback(packetId, nowNanos);
  }

  private void publish(Link current) throws IOException {
    if (state != State.OPEN) {
      return;
    }
    boolean more = false;
    if (lane.sending) {
      int count = publisher.sendable();
      // One buffer a turn, so that a client that never waits for PUBACKs leaves time to the others.
      if (count > 0 && !current.isBacklogged()) {
        writtenNanos = publisher.send(current, count);
      }
      more = publisher.sendable() > 0;
      noteFinished();
    }
    current.watch(more);
  }

  private void keepAlive(long nowNanos) {
    Link current = link;
    if (current != null && !current.isBacklogged()) {
      try {
        writtenNanos = nowNanos;
        ping(current);
      } catch (IOException e) {
        lose(e);
      }
    }
  }

  private void ping(Link current) throws IOException {
    MqttPackets.putPingreq(lane.encoder.begin());
    current.write(lane.encoder.end());
    current.watch(false);
    pings++;
  }

  private void settle(Link current) throws IOException {
    if (!settling || current.isBacklogged()) {
      return;
    }
    if (owesPing) {
      owesPing = false;
      ping(current);
    }
    if (publisher.isAnswered() && pings == 0) {
      disconnect(current, ConnectionEnd.DISCONNECTED);
    }
  }

  private void disconnect(Link current, ConnectionEnd how) {
    ConnectionEnd result = how;
    if (!current.isBacklogged()) {
      try {
        MqttPackets.putDisconnect(lane.encoder.begin());
        current.write(lane.encoder.end());
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
          case ProtocolException _ -> ConnectionEnd.MALFORMED;
          default -> hasConnected ? ConnectionEnd.RESET : ConnectionEnd.UNREACHABLE;
        };
    boolean passes =
        switch (how) {
          case RESET, UNREACHABLE -> true;
          case REFUSED -> cause instanceof Over over && over.passes;
          case DISCONNECTED, UNSETTLED, REJECTED, MALFORMED -> false;
        };
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

  /// Takes in the PUBACKs that came before the connection broke, where it was a write that failed.
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
    pings = 0;
    keepAliveNanos = 0;
  }

  private void noteFinished() {
    if (!hasFinished && (state == State.ENDED || publisher.isThrough())) {
      hasFinished = true;
      lane.unfinished--;
    }
  }
}
