package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Any bytes of a client of either version: nothing makes a call throw, what comes of them does not
/// depend on how they are cut, and every frame is sound. The choices are those of [Terms].
class MqttSessionFuzzTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

  /// What a client may send and when it is answered.
  ///
  /// @param isSlow nothing is answered before all bytes have come; only then may there be a limit
  ///   on messages without a PUBACK, as otherwise it matters when they are acknowledged
  /// @param isAtOnce batches are durable at once, not when the session wants no more bytes
  private record Terms(SessionLimits limits, Grant grant, boolean isSlow, boolean isAtOnce) {
    static Terms of(FuzzInput sent) {
      boolean isSlow = sent.isChosen(0);
      int qosMax = sent.isChosen(1) ? 0 : 1;
      int receiveMaximum = isSlow && sent.isChosen(2) ? 2 : 65_535;
      SessionLimits limits =
          sent.isChosen(2)
              ? new SessionLimits(40, 5, 60, 1 << 20, new ServerTerms(receiveMaximum, 3, 10))
              : new SessionLimits(
                  1 << 20, 23, 128 << 10, 1 << 20, new ServerTerms(receiveMaximum, 16, 0));
      return new Terms(
          limits,
          new Grant(qosMax, isSlow ? Integer.MAX_VALUE : 100, "assigned"),
          isSlow,
          sent.isChosen(3));
    }
  }

  /// @param acks PUBACKs in hex, which a client of 5.0 that was told goodbye does not get any more
  private record Outcome(List<String> messages, String acks, String answers, CloseReason reason) {
    Outcome withoutAcks() {
      return new Outcome(messages, "", answers, reason);
    }
  }

  @FuzzTest
  void whatComesOfBytesDoesNotDependOnHowTheyAreCut(byte[] input) {
    var sent = FuzzInput.of(input);
    Terms terms = Terms.of(sent);
    boolean isEndedByClient = sent.isChosen(4);
    var whole = new Peer(terms);
    var cut = new Peer(terms);

    sent.whole(whole::take);
    sent.inPieces(cut::take);
    Outcome ofWhole = whole.end(isEndedByClient, sent.bytes().length);
    Outcome ofCut = cut.end(isEndedByClient, sent.bytes().length);

    assertThat(ofCut.withoutAcks()).isEqualTo(ofWhole.withoutAcks());
    if (terms.isSlow() || !whole.isV5) {
      assertThat(ofCut.acks()).isEqualTo(ofWhole.acks());
    } else { // the goodbye overtakes more or fewer of them
      assertThat(ofCut.acks()).startsWith(ofWhole.acks());
    }
  }

  /// The rest of the server, which checks what it is asked for.
  private static final class Peer implements SessionEffects {
    private final Terms terms;
    private final MqttSession session;
    private final List<String> messages = new ArrayList<>();
    private final StringBuilder acks = new StringBuilder();
    private final StringBuilder answers = new StringBuilder();
    private boolean isAsked;
    private boolean isV5;
    private boolean isToldGoodbye;
    private long lastSequence;
    private int bytes;
    private @Nullable CloseReason closed;

    Peer(Terms terms) {
      this.terms = terms;
      this.session = new MqttSession(terms.limits(), () -> NOW, this);
    }

    boolean take(byte[] array, int from, int to) {
      bytes += to - from;
      if (!terms.isSlow() && !session.wantsBytes()) {
        session.acknowledged(lastSequence);
      }
      session.received(array, from, to);
      return true;
    }

    /// What came of all, when everything is answered and the connection is over.
    Outcome end(boolean isEndedByClient, int bytesSent) {
      if (isEndedByClient) {
        session.inputEnded();
        answer();
      } else {
        answer();
        session.shutDown(CloseReason.SERVER_SHUTDOWN, "");
      }
      while (!session.isDrained()) {
        session.acknowledged(lastSequence);
      }
      assertThat(session.wantsBytes()).isFalse();
      assertThat(session.unacknowledgedBytes()).isZero();
      assertThat(session.discardedBytes()).isBetween(0L, (long) bytesSent);
      if (closed == CloseReason.PEER_CLOSED && session.packets() == 0) {
        assertThat(session.discardedBytes())
            .isLessThanOrEqualTo(terms.limits().connectPacketBytesMax());
      }
      if (closed == null) {
        throw new AssertionError("not closed");
      }
      return new Outcome(messages, acks.toString(), answers.toString(), closed);
    }

    private void answer() {
      if (isAsked) {
        isAsked = false;
        session.accepted(terms.grant());
      }
    }

    @Override
    public void authenticate(ConnectRequest request) {
      assertThat(closed).isNull();
      assertThat(request.clientId().length).isLessThanOrEqualTo(terms.limits().clientIdBytesMax());
      isAsked = true;
      isV5 = request.version() == ProtocolVersion.V5_0;
      if (!terms.isSlow()) {
        answer();
      }
    }

    @Override
    public void append(FrameBatch batch, long sequence) {
      assertThat(closed).isNull();
      assertThat(sequence).isEqualTo(lastSequence + 1);
      lastSequence = sequence;
      int before = messages.size();
      var reader = new FrameReader(batch.bytes(), 0, batch.length());
      while (reader.next()) {
        assertThat(reader.format()).isEqualTo(Frame.FORMAT_MQTT);
        assertThat(reader.timestampMs()).isEqualTo(NOW.toEpochMilli());
        assertThat(reader.topicBytes()).isPositive();
        assertThat(reader.messageBytes()).isLessThanOrEqualTo(terms.limits().messageBytesMax());
        String topic = hex(batch.bytes(), reader.topicFrom(), reader.topicBytes());
        String message = hex(batch.bytes(), reader.messageFrom(), reader.messageBytes());
        messages.add(topic + "=" + message);
      }
      assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
      assertThat(messages).hasSize(before + batch.frames());
      assertThat(batch.frames()).isPositive();
      assertThat(batch.bytes().length)
          .isLessThanOrEqualTo(2 * Math.max(batch.length(), bytes) + 256);
      if (!terms.isSlow() && terms.isAtOnce()) {
        session.acknowledged(sequence);
      }
    }

    @Override
    public void forbidden(int messages) {
      throw new AssertionError("everything is allowed, but not " + messages + " messages");
    }

    @Override
    public void write(byte[] array, int from, int length) {
      assertThat(length).isPositive();
      boolean isAcknowledgement = array[from] == 0x40;
      assertThat(closed == null || (isAcknowledgement && !isToldGoodbye)).isTrue();
      (isAcknowledgement ? acks : answers).append(hex(array, from, length));
    }

    @Override
    public void close(CloseReason reason) {
      assertThat(closed).isNull();
      assertThat(reason).isNotEqualTo(CloseReason.INTERNAL_ERROR);
      closed = reason;
      isToldGoodbye = isV5 && reason.reasonCode() != ReasonCode.NONE;
    }

    private static String hex(byte[] bytes, int from, int length) {
      return HexFormat.of().formatHex(bytes, from, from + length);
    }
  }
}
