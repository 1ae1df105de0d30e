package io.edgemq.ingest.http;

import io.edgemq.ingest.http.AppendOutcome.Appended;
import io.edgemq.ingest.http.AppendOutcome.Refused;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The requests of one endpoint and level on their way into its log, in the order in which they
/// came: those that wait for credit, those that were sent, and, where 202 stands for committed,
/// those that are durable and not committed. What was sent is kept until the log answers for it,
/// whatever the client was told meanwhile, and sent again to the log's successor. Plain and
/// single-threaded.
final class AppendQueue {
  /// A request whose body has come.
  ///
  /// @param batches its frames
  /// @param held the memory of them; closed when they are not needed any more
  /// @param answer completed once, at the latest when the time for it is over
  record Request(
      List<FrameBatch> batches, HeldBytes.Part held, CompletableFuture<AppendOutcome> answer) {}

  /// Takes what is sent to the log.
  @FunctionalInterface
  interface Log {
    /// Takes a request.
    ///
    /// @param oldest sequence that is not answered
    void append(List<FrameBatch> batches, long sequence, long oldest);
  }

  private static final class Entry {
    private final Request request;
    private final long bytes;
    private final long sinceNanos;

    /// Where it was sent to, 0 while it waits.
    private long sequence;

    /// Where it is durable; null while it is not, or where that answer was lost.
    private @Nullable LogPosition position;

    private Entry(Request request, long sinceNanos) {
      this.request = request;
      this.sinceNanos = sinceNanos;
      this.bytes = request.batches().stream().mapToLong(FrameBatch::length).sum();
    }

    private boolean isLate(long nowNanos, Duration within) {
      return nowNanos - sinceNanos >= within.toNanos();
    }

    private void answer(AppendOutcome outcome) {
      request.answer().complete(outcome); // the first answer counts
    }

    private void end(AppendOutcome outcome) {
      request.held().close();
      answer(outcome);
    }

    /// It has come as far as it was to.
    private void succeed() {
      end(position == null ? new Refused(HttpRefusal.OUTCOME_UNKNOWN) : new Appended(position));
    }
  }

  private final AckLevel ack;
  private final long bytesMax;
  private final Duration appendWithin;
  private final Duration committedWithin;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();

  /// And not known to be durable.
  private final ArrayDeque<Entry> sent = new ArrayDeque<>();

  /// And not committed, though they are to be. All were sent before [#sent].
  private final ArrayDeque<Entry> durable = new ArrayDeque<>();

  private long waitingBytes;

  /// Of what was sent and is not answered for, durable or not.
  private long sentBytes;

  private long creditBytes;
  private long lastSequence;
  private @Nullable Log log;
  private @Nullable Entry oldestSeen;

  /// @param ack what is to be waited for
  /// @param bytesMax frames that wait or are not answered; one more is refused
  /// @param appendWithin see [HttpSettings#appendWithin()]
  /// @param committedWithin see [HttpSettings#committedWithin()]
  AppendQueue(AckLevel ack, long bytesMax, Duration appendWithin, Duration committedWithin) {
    this.ack = ack;
    this.bytesMax = bytesMax;
    this.appendWithin = appendWithin;
    this.committedWithin = committedWithin;
  }

  /// The shortest time within which something may have to be answered.
  Duration answerWithin() {
    return ack == AckLevel.COMMITTED && committedWithin.compareTo(appendWithin) < 0
        ? committedWithin
        : appendWithin;
  }

  /// Takes a request, or refuses it at once.
  void add(Request request, long nowNanos) {
    var entry = new Entry(request, nowNanos);
    if (!isEmpty() && waitingBytes + sentBytes + entry.bytes > bytesMax) {
      entry.end(new Refused(HttpRefusal.QUEUE_FULL));
      return;
    }
    waiting.add(entry);
    waitingBytes += entry.bytes;
    send();
  }

  /// There is a log: what was sent to its predecessor goes first.
  void attached(Log attached, long credit) {
    log = attached;
    creditBytes = credit;
    for (Entry entry = durable.pollLast(); entry != null; entry = durable.pollLast()) {
      entry.position = null; // it was so on a disk that need not be there any more
      sent.addFirst(entry);
    }
    resend(0);
    send();
  }

  /// The log has what was sent up to and including `taken`: it gets the rest again.
  void resend(long taken) {
    for (Entry entry : sent) {
      if (entry.sequence > taken) {
        append(entry);
      }
    }
  }

  /// The log has ended.
  void detached() {
    log = null;
  }

  /// Whether the log has owed an answer ever since it was last asked so.
  boolean isSilent() {
    Entry oldest = oldest();
    boolean isSilent = oldest != null && oldest == oldestSeen;
    oldestSeen = oldest;
    return isSilent;
  }

  boolean isAttached() {
    return log != null;
  }

  /// The requests up to and including a sequence are durable. Those that were answered before are
  /// not missed: a log and its successor may both answer.
  ///
  /// @param position of the request of this sequence
  void durable(long sequence, LogPosition position) {
    for (Entry entry = sent.peek();
        entry != null && entry.sequence <= sequence;
        entry = sent.peek()) {
      sent.remove();
      // A log answers each; where an answer was lost, the position is not known.
      entry.position = entry.sequence == sequence ? position : null;
      if (ack == AckLevel.COMMITTED) {
        durable.add(entry);
      } else {
        sentBytes -= entry.bytes;
        entry.succeed();
      }
    }
    send();
  }

  /// The requests up to and including a sequence are committed.
  void committed(long sequence) {
    release(durable, sequence);
    release(sent, sequence); // if the log said before that they are durable, that was lost
    send();
  }

  private void release(ArrayDeque<Entry> entries, long sequence) {
    for (Entry entry = entries.peek();
        entry != null && entry.sequence <= sequence;
        entry = entries.peek()) {
      entries.remove();
      sentBytes -= entry.bytes;
      entry.succeed();
    }
  }

  /// Answers those that have waited too long. One that was not sent is withdrawn; one that was is
  /// kept, until it is durable.
  void expire(long nowNanos) {
    for (Entry entry = waiting.peek();
        entry != null && entry.isLate(nowNanos, appendWithin);
        entry = waiting.peek()) {
      waiting.remove();
      waitingBytes -= entry.bytes;
      entry.end(new Refused(HttpRefusal.NOT_APPENDED));
    }
    for (Entry entry = durable.peek();
        entry != null && entry.isLate(nowNanos, committedWithin);
        entry = durable.peek()) {
      durable.remove();
      sentBytes -= entry.bytes;
      entry.end(new Refused(HttpRefusal.NOT_COMMITTED));
    }
    for (Entry entry : sent) {
      if (!entry.isLate(nowNanos, appendWithin)) {
        break;
      }
      entry.answer(new Refused(HttpRefusal.OUTCOME_UNKNOWN));
    }
    send();
  }

  /// There is no log to be had: withdraws what was not sent.
  void refuseWaiting(HttpRefusal reason) {
    waiting.forEach(it -> it.end(new Refused(reason)));
    waiting.clear();
    waitingBytes = 0;
  }

  /// The node ends; what was sent is up to the log.
  void end() {
    refuseWaiting(HttpRefusal.STOPPING);
    durable.forEach(it -> it.end(new Refused(HttpRefusal.NOT_COMMITTED)));
    durable.clear();
    sent.forEach(it -> it.end(new Refused(HttpRefusal.OUTCOME_UNKNOWN)));
    sent.clear();
    sentBytes = 0;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && oldest() == null;
  }

  private void send() {
    if (log == null) {
      return;
    }
    for (Entry next = waiting.peek();
        next != null && (oldest() == null || sentBytes + next.bytes <= creditBytes);
        next = waiting.peek()) {
      waiting.remove();
      waitingBytes -= next.bytes;
      next.sequence = ++lastSequence;
      sent.add(next);
      sentBytes += next.bytes;
      append(next);
    }
  }

  /// Of those that were sent and are not answered for.
  private @Nullable Entry oldest() {
    return durable.isEmpty() ? sent.peek() : durable.peek();
  }

  private void append(Entry entry) {
    Entry oldest = oldest();
    if (log != null && oldest != null) {
      log.append(entry.request.batches(), entry.sequence, oldest.sequence);
    }
  }
}
