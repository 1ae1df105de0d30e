package io.edgemq.ingest.mqtt;

import io.edgemq.ingest.mqtt.UnacknowledgedBatches.AckWriter;
import io.edgemq.storage.wal.LogPosition;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// One MQTT connection, 3.1.1 or 5.0, of a server that only receives: takes the client's bytes and
/// the log's answers, and says through [SessionEffects] what is to be done (decision 0011). It
/// knows no socket, timer or thread; its calls come from one thread at a time.
///
/// All PUBLISHes that a chunk completes become one batch of frames, copied once; their PUBACKs are
/// built meanwhile and go out when the batch is acknowledged, that is durable or committed, as it
/// was agreed on, in the order of the messages. Answers that need not wait for it go out behind the
/// append of the chunk. For anything that docs/mqtt.md closes for, what stood before it is appended
/// and answered, and nothing of it or behind it is looked at.
///
/// A client of 5.0 is told why its connection ends; nothing follows that, not even a PUBACK. An
/// alias stands for a topic that may be long, so a chunk with aliases may be taken in parts, the
/// next when the one before is acknowledged: what is not stays bounded.
///
/// Nothing a client sends makes a call throw.
public final class MqttSession {
  private final SessionLimits limits;
  private final InstantSource clock;
  private final SessionEffects effects;

  private final PacketScanner scanner;
  private final ReplyBuffer out = new ReplyBuffer();
  private final UnacknowledgedBatches unacknowledged = new UnacknowledgedBatches();
  private final IncomingMessages messages;

  /// The beginning of a packet whose end is still to come.
  private final KeptBytes partial = new KeptBytes();

  /// What came behind a CONNECT that is not answered, or behind a message that has to wait.
  private final KeptBytes held = new KeptBytes();

  private SessionPhase phase = SessionPhase.AWAITING_CONNECT;
  private ProtocolVersion version = ProtocolVersion.V3_1_1;
  private Replies replies = new RepliesV3(out);
  private boolean isProcessing;
  private boolean isPausing; // the rest of the chunk has to wait

  private boolean hasInputEnded;
  private @Nullable ConnectRequest connect;

  /// Why the session ends, if that came out while a chunk was parsed; effects hear of it behind the
  /// chunk.
  private @Nullable CloseReason ending;

  /// What is closed for when all is acknowledged.
  private @Nullable CloseReason draining;

  private String reference = "";

  private long creditBytes;
  private int keepAliveSeconds;
  private long sessionExpirySeconds;
  private long packets;
  private long discardedBytes;
  private long timestampMs;

  /// A session that waits for its CONNECT.
  ///
  /// @param clock asked once per chunk for the time of its frames
  public MqttSession(SessionLimits limits, InstantSource clock, SessionEffects effects) {
    this.limits = limits;
    this.clock = clock;
    this.effects = effects;
    this.scanner = new PacketScanner(limits);
    this.messages = new IncomingMessages(unacknowledged);
  }

  /// Takes the bytes `[from, to)` of `chunk`, which is handed over. Ignored once the session ends.
  public void received(byte[] chunk, int from, int to) {
    if (hasInputEnded) {
      return;
    }
    switch (phase) {
      case AWAITING_CONNECT, CONNECTED -> {
        if (held.isEmpty()) {
          process(chunk, from, to);
        } else {
          held.add(chunk, from, to - from, to - from); // asked for before the pause
        }
        takeHeld();
      }
      case AUTHENTICATING -> holdFurther(chunk, from, to);
      case DRAINING, CLOSED -> {}
    }
  }

  /// The CONNECT that [SessionEffects#authenticate] told of is good: answers it, then takes what
  /// was held behind it. Ignored if the session has ended meanwhile.
  public void accepted(Grant grant) {
    if (phase != SessionPhase.AUTHENTICATING) {
      return;
    }
    CloseReason refusal = replies.accept(grant);
    out.writeTo(effects);
    if (refusal != null) {
      close(refusal);
      return;
    }
    phase = SessionPhase.CONNECTED;
    creditBytes = grant.creditBytes();
    scanner.grant(version, grant.publish());
    messages.grant(limits, grant);
    takeHeld();
  }

  /// The CONNECT that [SessionEffects#authenticate] told of is turned down: answers it, in 5.0 with
  /// `reason` (ASCII) where it fits, and drops what was held behind it (MQTT-3.1.4-5). Ignored if
  /// the session has ended meanwhile.
  ///
  /// @param reference where the client shall go instead (ASCII), empty: nowhere
  public void refused(ConnectRefusal refusal, String reason, String reference) {
    if (phase != SessionPhase.AUTHENTICATING) {
      return;
    }
    replies.refuse(refusal, reason, reference);
    out.writeTo(effects);
    close(refusal.closeReason());
  }

  /// Everything up to and including `sequence` has come as far as [Grant#ack()] says: writes the
  /// PUBACKs that this releases at once. Good after the session closed, too. A sequence that was
  /// told before changes nothing.
  ///
  /// @throws IllegalArgumentException for a sequence that was not given to [SessionEffects#append]
  ///   yet
  public void acknowledged(long sequence) {
    unacknowledged.release(sequence, replies.isOver() ? AckWriter.NOBODY : effects::write);
    closeIfDrained();
    takeHeld();
  }

  /// The batch of this sequence is durable at this position; heard where the client wants receipts.
  public void placed(long sequence, LogPosition position) {
    unacknowledged.placed(sequence, position);
  }

  /// Sets how many bytes of frames may be unacknowledged, and takes what is held as far as that
  /// goes. With 0 nothing more is taken until there is credit again.
  public void credit(int bytes) {
    creditBytes = bytes;
    takeHeld();
  }

  /// Whether the transport should read on: not while CONNECT is being judged, while the credit is
  /// used up, or when the session ends.
  public boolean wantsBytes() {
    return !hasInputEnded
        && phase.takesPackets()
        && held.isEmpty()
        && (phase == SessionPhase.AWAITING_CONNECT || unacknowledged.bytes() < creditBytes);
  }

  /// Bytes of the frames that were appended and are not acknowledged.
  public long unacknowledgedBytes() {
    return unacknowledged.bytes();
  }

  /// Memory of what came in part, and of what came before it can be taken.
  public long keptBytes() {
    return (long) partial.capacity() + held.capacity();
  }

  /// Calls [SessionEffects#append] again for every batch that is not acknowledged, in order and
  /// with the same sequences: for a log that took over from another.
  public void resend() {
    resend(0);
  }

  /// The same for the batches behind `sequence` only: for a log that has what is before them.
  public void resend(long sequence) {
    unacknowledged.resend(sequence, effects);
  }

  /// The sequence of the oldest batch that is not acknowledged; all before it are.
  public long oldestSequence() {
    return unacknowledged.oldest();
  }

  /// Whether every batch is acknowledged.
  public boolean isDrained() {
    return unacknowledged.isEmpty();
  }

  /// The client closed its side. A CONNECT that is being judged and what is held behind it still
  /// count, what there is of a packet is discarded; closes for [CloseReason#PEER_CLOSED] when all
  /// is acknowledged, so that PUBACKs still go out.
  public void inputEnded() {
    hasInputEnded = true;
    if (phase == SessionPhase.AWAITING_CONNECT) {
      close(CloseReason.PEER_CLOSED);
    } else {
      takeHeld();
    }
  }

  /// The server is about to go: takes no more packets and closes for `reason` when all is
  /// acknowledged. A client that was not accepted yet is closed at once.
  ///
  /// @param toReference where the client shall go instead (ASCII), empty: nowhere
  public void shutDown(CloseReason reason, String toReference) {
    if (phase == SessionPhase.CONNECTED) {
      reference = toReference;
      drain(reason);
    } else if (phase != SessionPhase.DRAINING) {
      close(reason);
    }
  }

  /// Closes at once for a reason that the transport found, such as [CloseReason#KEEP_ALIVE].
  /// Ignored if the session is closed.
  public void closeFor(CloseReason reason) {
    close(reason);
  }

  /// Longest silence the client promised or was told, 0 for none or before CONNECT.
  public int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /// How many whole packets came: a client that sends only pieces is not alive.
  public long packets() {
    return packets;
  }

  /// Messages of quality of service 1 that were appended, those of the batch that is just being
  /// appended among them.
  public long qos1Messages() {
    return messages.qos1Messages();
  }

  /// Bytes of packets and of held chunks that were received but not taken, as their end did not
  /// come or the session ended.
  public long discardedBytes() {
    return discardedBytes;
  }

  /// Takes what is held as far as the credit goes. Then, if no more will come, drains.
  private void takeHeld() {
    while (phase == SessionPhase.CONNECTED
        && !isProcessing
        && !held.isEmpty()
        && unacknowledged.bytes() < creditBytes) {
      byte[] bytes = held.bytes();
      int length = held.length();
      held.clear();
      process(bytes, 0, length);
    }
    if (phase == SessionPhase.CONNECTED && hasInputEnded && held.isEmpty() && !isProcessing) {
      drain(CloseReason.PEER_CLOSED);
    }
  }

  private void process(byte[] chunk, int from, int to) {
    isProcessing = true;
    isPausing = false;
    timestampMs = clock.millis();
    int at = completePartial(chunk, from, to);
    while (at < to && phase.takesPackets() && !isPausing) {
      switch (scanner.scan(phase, chunk, at, to)) {
        case WHOLE -> {
          int packet = at;
          at += scanner.packetBytes();
          take(chunk, packet, at, to - packet);
        }
        case PARTIAL -> {
          partial.add(chunk, at, to - at, scanner.packetBytes());
          at = to;
        }
        case REFUSED -> end(scanner.refusal());
      }
    }
    settle(chunk, at, to);
    isProcessing = false;
  }

  /// Adds to a packet that began in an earlier chunk until it is whole, and takes it. Until its
  /// length is known it grows by single bytes, so that each is judged before the next is kept.
  ///
  /// @return where the next packet begins
  private int completePartial(byte[] chunk, int from, int to) {
    int at = from;
    while (at < to && !partial.isEmpty() && phase.takesPackets()) {
      int packetBytes = scanner.packetBytes();
      int wanted = packetBytes == 0 ? 1 : packetBytes - partial.length();
      int added = Math.min(wanted, to - at);
      partial.add(chunk, at, added, packetBytes);
      at += added;
      switch (scanner.scan(phase, partial.bytes(), 0, partial.length())) {
        case WHOLE -> {
          take(partial.bytes(), 0, partial.length(), partial.length() + to - at);
          partial.clear();
        }
        case PARTIAL -> {}
        case REFUSED -> end(scanner.refusal());
      }
    }
    return at;
  }

  private void take(byte[] bytes, int from, int to, int bytesAhead) {
    packets++;
    int body = from + scanner.headerBytes();
    switch (scanner.action()) {
      case PUBLISH -> takePublish(bytes, from, body, to, bytesAhead);
      case CONNECT -> takeConnect(bytes, body, to);
      case REFUSE_SUBSCRIPTIONS, UNSUBSCRIBE -> takeFilters(bytes, body, to);
      case ANSWER_PING -> replies.pingResponse();
      case DISCONNECT -> end(ClientDisconnect.judge(bytes, body, to, sessionExpirySeconds));
      case CLOSE -> throw new IllegalStateException("the scanner refuses what is to be closed for");
    }
  }

  private void takePublish(byte[] bytes, int from, int body, int to, int bytesAhead) {
    CloseReason fault = messages.take(timestampMs, bytes, from, body, to, bytesAhead);
    isPausing = messages.isToPause(creditBytes);
    if (fault != null) {
      end(fault);
    }
  }

  private void takeConnect(byte[] bytes, int from, int to) {
    switch (ConnectDecoder.decode(bytes, from, to, limits)) {
      case ConnectDecoder.Sound(ConnectRequest request) -> takeSound(request);
      case ConnectDecoder.Refused(ConnectRefusal refusal) -> {
        replies.refuse(refusal, refusal.text(), "");
        end(refusal.closeReason());
      }
      case ConnectDecoder.RefusedV5(CloseReason reason, ClientTerms terms) ->
          end(new RepliesV5(out, limits, terms, 0, 0).refuse(reason));
      case ConnectDecoder.Malformed(CloseReason reason) -> end(reason);
    }
  }

  private void takeSound(ConnectRequest request) {
    version = request.version();
    keepAliveSeconds = request.keepAliveSeconds();
    if (version == ProtocolVersion.V5_0) {
      if (!scanner.isLengthMinimal()) { // only now is it known that this matters
        end(CloseReason.MALFORMED_LENGTH);
        return;
      }
      replies = new RepliesV5(out, limits, request.terms(), request.willQos(), keepAliveSeconds);
      messages.expectProperties(limits.terms());
      keepAliveSeconds = limits.terms().keepAliveSeconds(keepAliveSeconds);
      sessionExpirySeconds = request.terms().sessionExpirySeconds();
      if (request.terms().wantsReceipts()) {
        messages.keepNotes();
        unacknowledged.giveReceipts(new Receipts(request.terms().packetBytesMax()));
      }
    }
    phase = SessionPhase.AUTHENTICATING;
    connect = request;
  }

  private void takeFilters(byte[] bytes, int from, int to) {
    PacketAction action = scanner.action();
    switch (FilterList.decode(version, action, bytes, from, to)) {
      case FilterList.Sound sound -> replies.answer(action, sound);
      case FilterList.Malformed(CloseReason reason) -> end(reason);
    }
  }

  /// Decides that the session ends with this chunk; [#settle] says so.
  private void end(CloseReason reason) {
    if (phase == SessionPhase.CONNECTED) {
      replies.disconnect(reason, "");
    }
    phase = SessionPhase.CLOSED;
    ending = reason;
  }

  /// Has done what the chunk led to: first its messages are appended, then the answers go out, so
  /// that no answer is ahead of a message that stood before it.
  private void settle(byte[] chunk, int at, int to) {
    messages.finish(effects);
    out.writeTo(effects);
    CloseReason reason = ending;
    ConnectRequest request = connect;
    if (reason != null) {
      discard(to - at);
      effects.close(reason);
    } else if (request != null) {
      connect = null;
      held.add(chunk, at, to - at, to - at);
      effects.authenticate(request);
    } else if (isPausing && phase == SessionPhase.CONNECTED) {
      held.add(chunk, at, to - at, to - at);
    }
  }

  private void holdFurther(byte[] chunk, int from, int to) {
    if (held.length() + (long) (to - from) > limits.heldBytesMax()) {
      close(CloseReason.TOO_MUCH_BEFORE_CONNACK);
    } else {
      held.add(chunk, from, to - from, limits.heldBytesMax());
    }
  }

  private void drain(CloseReason reason) {
    phase = SessionPhase.DRAINING;
    draining = reason;
    discard(0);
    closeIfDrained();
  }

  private void closeIfDrained() {
    CloseReason reason = draining;
    if (phase == SessionPhase.DRAINING && reason != null && unacknowledged.isEmpty()) {
      close(reason);
    }
  }

  private void close(CloseReason reason) {
    if (phase != SessionPhase.CLOSED) {
      if (phase == SessionPhase.CONNECTED || phase == SessionPhase.DRAINING) {
        replies.disconnect(reason, reference);
        out.writeTo(effects);
      }
      phase = SessionPhase.CLOSED;
      discard(0);
      effects.close(reason);
    }
  }

  private void discard(int bytesOfChunk) {
    discardedBytes += bytesOfChunk + partial.length() + held.length();
    partial.clear();
    held.clear();
  }
}
