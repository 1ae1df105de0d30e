package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A session with a server behind it that answers when it pleases: keys are checked and batches
/// become durable at once or some chunks later.
final class Server implements SessionEffects {
  private static final SessionLimits LIMITS =
      new SessionLimits(
          1 << 20, 65_535, 1 << 20, Integer.MAX_VALUE >>> 4, new ServerTerms(65_535, 16, 0));
  private static final Grant GRANT = new Grant(1, Integer.MAX_VALUE);

  final MqttSession session = new MqttSession(LIMITS, InstantSource.system(), this);
  final Conversation conversation = new Conversation();
  private final Random random;
  private boolean isAsked;
  private long lastSequence;
  private @Nullable ConnectRequest request;
  private @Nullable CloseReason closed;

  Server(Random random) {
    this.random = random;
  }

  /// Receives a copy of the bytes amid others.
  void received(byte[] bytes, int from, int to) {
    byte[] chunk = new byte[to - from + 2];
    System.arraycopy(bytes, from, chunk, 1, to - from);
    session.received(chunk, 1, chunk.length - 1);
    if (random.nextInt(3) == 0) {
      answer();
    }
  }

  /// Receives the bytes in pieces of up to so many.
  void receivedInPieces(byte[] bytes, int pieceBytesMax) {
    int at = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + 1 + random.nextInt(pieceBytesMax));
      received(bytes, at, to);
      at = to;
    }
  }

  /// Receives zeros until a packet that is not whole becomes so.
  void receivedToTheEndOfThePacket() {
    long packets = session.packets();
    while (closed == null && session.packets() == packets) {
      session.received(new byte[1], 0, 1);
    }
  }

  /// Answers what is open.
  void answer() {
    if (isAsked) {
      isAsked = false;
      session.accepted(GRANT);
    }
    session.acknowledged(lastSequence);
  }

  ConnectRequest request() {
    if (request == null) {
      throw new AssertionError("no CONNECT was read");
    }
    return request;
  }

  /// Why the session closed, null if it did not.
  @Nullable CloseReason closed() {
    return closed;
  }

  @Override
  public void authenticate(ConnectRequest connect) {
    request = connect;
    isAsked = true;
    if (random.nextBoolean()) {
      answer();
    }
  }

  @Override
  public void append(FrameBatch batch, long sequence) {
    lastSequence = sequence;
    var reader = new FrameReader(batch.bytes(), 0, batch.length());
    while (reader.next()) {
      conversation
          .messages()
          .add(
              hex(batch.bytes(), reader.topicFrom(), reader.topicBytes())
                  + "="
                  + hex(batch.bytes(), reader.messageFrom(), reader.messageBytes()));
    }
  }

  @Override
  public void forbidden(int messages) {
    throw new AssertionError("everything is allowed, but not " + messages + " messages");
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    boolean isAcknowledgement = bytes[from] == 0x40;
    (isAcknowledgement ? conversation.acks() : conversation.answers())
        .add(hex(bytes, from, length));
  }

  @Override
  public void close(CloseReason reason) {
    if (closed != null) {
      throw new AssertionError("closed for " + closed + " and again for " + reason);
    }
    closed = reason;
  }

  private static String hex(byte[] bytes, int from, int length) {
    return HexFormat.of().formatHex(bytes, from, from + length);
  }
}
