package io.edgemq.cluster.wal;

import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.cluster.wal.EndpointWal.Durable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// How far the appends of each attached connection have come. Between nodes any message may get
/// lost, so an append is taken only in its turn: one that was acknowledged with a gap before it
/// would acknowledge what is in the gap (decision 0024). Plain and single-threaded.
final class Senders {
  /// What an append is.
  enum Turn {
    /// The next one.
    NEXT,
    /// It was taken before.
    AGAIN,
    /// Something before it is missing, and will be sent again.
    TOO_EARLY,
    /// Its sender is not attached, and will attach again.
    STRANGER
  }

  private static final class Sender {
    private final AtomicLong enteredBytes;
    private long taken;
    private @Nullable ActorRef<Durable> replyTo;
    private @Nullable Durable answered;

    Sender(AtomicLong enteredBytes) {
      this.enteredBytes = enteredBytes;
    }
  }

  private final LogGauges gauges;

  /// Keyed by actor, which answers and news go to alike.
  private final Map<ActorRef<?>, Sender> senders = new HashMap<>();

  /// @param gauges where it is counted what enters through which node
  Senders(LogGauges gauges) {
    this.gauges = gauges;
  }

  /// From now on appends of this connection are taken.
  void add(ActorRef<AttachReply> connection) {
    senders.computeIfAbsent(connection, it -> new Sender(gauges.entering(it.path().address())));
  }

  void remove(ActorRef<AttachReply> connection) {
    senders.remove(connection);
  }

  /// The last sequence of the connection that was taken; 0: none.
  long taken(ActorRef<AttachReply> connection) {
    Sender sender = senders.get(connection);
    return sender == null ? 0 : sender.taken;
  }

  /// Judges an append, and notes it if it is the next one.
  Turn arrived(EndpointWal.Append append) {
    Sender sender = senders.get(append.replyTo());
    if (sender == null) {
      return Turn.STRANGER;
    }
    // What is acknowledged, by whatever log, is not missed.
    long before = Math.max(sender.taken, append.oldest() - 1);
    if (append.sequence() <= before) {
      return Turn.AGAIN;
    }
    if (append.sequence() > before + 1) {
      return Turn.TOO_EARLY;
    }
    sender.taken = append.sequence();
    LogGauges.add(sender.enteredBytes, append.bytes());
    return Turn.NEXT;
  }

  /// Tells a sender, and remembers what it was told.
  void answer(ActorRef<Durable> replyTo, Durable durable) {
    Sender sender = senders.get(replyTo);
    if (sender != null) {
      sender.replyTo = replyTo;
      sender.answered = durable;
    }
    replyTo.tell(durable);
  }

  /// Tells a connection once more what it was told last: that may have got lost.
  void repeatAnswer(ActorRef<AttachReply> connection) {
    Sender sender = senders.get(connection);
    if (sender != null && sender.replyTo != null && sender.answered != null) {
      sender.replyTo.tell(sender.answered);
    }
  }
}
