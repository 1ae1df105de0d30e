package io.edgemq.ingest.http;

import io.edgemq.ingest.http.AppendOutcome.Appended;
import io.edgemq.ingest.http.AppendOutcome.Refused;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.LogPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The requests of one endpoint on their way into its log, in the order in which they came: those
/// that wait for credit, and those that were sent and are not answered. What was sent is kept until
/// the log answers, whatever the client was told meanwhile, and sent again to the log's successor.
/// Plain and single-threaded.
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
    private final long deadlineNanos;

    /// Where it was sent to, 0 while it waits.
    private long sequence;

    private Entry(Request request, long deadlineNanos) {
      this.request = request;
      this.deadlineNanos = deadlineNanos;
      this.bytes = request.batches().stream().mapToLong(FrameBatch::length).sum();
    }

    private boolean isLate(long nowNanos) {
      return nowNanos - deadlineNanos >= 0;
    }

    private void answer(AppendOutcome outcome) {
      request.answer().complete(outcome); // the first answer counts
    }

    private void end(AppendOutcome outcome) {
      request.held().close();
      answer(outcome);
    }
  }

  private final long bytesMax;
  private final long appendWithinNanos;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final ArrayDeque<Entry> sent = new ArrayDeque<>();
  private long waitingBytes;
  private long sentBytes;
  private long creditBytes;
  private long lastSequence;
  private @Nullable Log log;
  private @Nullable Entry oldestSeen;

  /// @param bytesMax frames that wait or are not answered; one more is refused
  /// @param appendWithin see [HttpSettings#appendWithin()]
  AppendQueue(long bytesMax, Duration appendWithin) {
    this.bytesMax = bytesMax;
    this.appendWithinNanos = appendWithin.toNanos();
  }

  /// Takes a request, or refuses it at once.
  void add(Request request, long nowNanos) {
    var entry = new Entry(request, nowNanos + appendWithinNanos);
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
    boolean isSilent = !sent.isEmpty() && sent.peek() == oldestSeen;
    oldestSeen = sent.peek();
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
      sentBytes -= entry.bytes;
      // A log answers each; where an answer was lost, the position is not known.
      entry.end(
          entry.sequence == sequence
              ? new Appended(position)
              : new Refused(HttpRefusal.OUTCOME_UNKNOWN));
    }
    send();
  }

  /// Answers those that have waited too long. One that was not sent is withdrawn; one that was is
  /// kept.
  void expire(long nowNanos) {
    for (Entry entry = waiting.peek();
        entry != null && entry.isLate(nowNanos);
        entry = waiting.peek()) {
      waiting.remove();
      waitingBytes -= entry.bytes;
      entry.end(new Refused(HttpRefusal.NOT_APPENDED));
    }
    for (Entry entry : sent) {
      if (!entry.isLate(nowNanos)) {
        break;
      }
      entry.answer(new Refused(HttpRefusal.OUTCOME_UNKNOWN));
    }
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
    sent.forEach(it -> it.end(new Refused(HttpRefusal.OUTCOME_UNKNOWN)));
    sent.clear();
    sentBytes = 0;
  }

  boolean isEmpty() {
    return waiting.isEmpty() && sent.isEmpty();
  }

  private void send() {
    if (log == null) {
      return;
    }
    for (Entry next = waiting.peek();
        next != null && (sent.isEmpty() || sentBytes + next.bytes <= creditBytes);
        next = waiting.peek()) {
      waiting.remove();
      waitingBytes -= next.bytes;
      next.sequence = ++lastSequence;
      sent.add(next);
      sentBytes += next.bytes;
      append(next);
    }
  }

  private void append(Entry entry) {
    Entry oldest = sent.peek();
    if (log != null && oldest != null) {
      log.append(entry.request.batches(), entry.sequence, oldest.sequence);
    }
  }
}
