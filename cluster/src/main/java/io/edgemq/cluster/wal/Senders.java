package io.edgemq.cluster.wal;

import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Committed;
import io.edgemq.cluster.wal.EndpointWal.AppendReply.Durable;
import io.edgemq.cluster.wal.EndpointWal.AttachReply;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SegmentId;
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
    private final AckLevel ack;
    private long taken;
    private @Nullable ActorRef<AppendReply> replyTo;
    private @Nullable Durable answered;
    private @Nullable Committed committed;

    Sender(AtomicLong enteredBytes, AckLevel ack) {
      this.enteredBytes = enteredBytes;
      this.ack = ack;
    }
  }

  private final LogGauges gauges;

  private final CommittedAcks acks = new CommittedAcks();

  /// Keyed by actor, which answers and news go to alike.
  private final Map<ActorRef<?>, Sender> senders = new HashMap<>();

  /// @param gauges where it is counted what enters through which node
  Senders(LogGauges gauges) {
    this.gauges = gauges;
  }

  /// From now on appends of this connection are taken.
  ///
  /// @param ack what it is to be told of; that of the first time counts
  void add(ActorRef<AttachReply> connection, AckLevel ack) {
    senders.computeIfAbsent(
        connection, it -> new Sender(gauges.entering(it.path().address()), ack));
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
  void answer(ActorRef<AppendReply> replyTo, Durable durable) {
    Sender sender = senders.get(replyTo);
    if (sender != null) {
      sender.replyTo = replyTo;
      sender.answered = durable;
      if (sender.ack == AckLevel.COMMITTED) {
        acks.durable(durable.position().segment(), replyTo, durable.sequence());
      }
    }
    replyTo.tell(durable);
  }

  /// Whether somebody waits for the segment to be committed.
  boolean isAwaited(SegmentId segment) {
    return acks.isAwaited(segment);
  }

  /// Tells those who waited for the segment, as far as it was the last one missing.
  void committed(SegmentId segment) {
    acks.committed(
        segment,
        (replyTo, sequence) -> {
          Sender sender = senders.get(replyTo);
          if (sender != null) {
            sender.committed = new Committed(sequence);
            replyTo.tell(sender.committed);
          }
        });
  }

  /// Tells a connection once more what it was told last: that may have got lost.
  void repeatAnswer(ActorRef<AttachReply> connection) {
    Sender sender = senders.get(connection);
    if (sender != null && sender.replyTo != null && sender.answered != null) {
      sender.replyTo.tell(sender.answered);
      if (sender.committed != null) {
        sender.replyTo.tell(sender.committed);
      }
    }
  }
}
