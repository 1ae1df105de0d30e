package io.edgemq.ingest.http;

import io.edgemq.ingest.http.BodyReceiver.Received;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/// Receives a body that comes in pieces, at the pace at which they are taken. Stops at the first
/// thing that is wrong with it, and when it comes too slowly.
///
/// The end of the stream is not taken for the end of the body: pekko-http completes it also when
/// the client has gone and did not read. So a body must have the length that was announced, or its
/// last chunk.
///
/// Behind a refusal the rest is left where it is, for the end of the connection to end it: if it
/// were cancelled pekko-http would end the connection at once, without the answer.
final class BodySink extends GraphStage<SinkShape<BodySink.Piece>> {
  /// Part of a body.
  ///
  /// @param isLast whether the sender says that the body ends behind it
  record Piece(ByteString bytes, boolean isLast) {}

  private final Inlet<Piece> in = Inlet.create("body");
  private final SinkShape<Piece> shape = SinkShape.of(in);
  private final BodyReceiver receiver;
  private final Duration gapTimeout;
  private final Duration timeout;
  private final CompletableFuture<Received> received;

  private BodySink(
      BodyReceiver receiver, HttpSettings settings, CompletableFuture<Received> received) {
    this.receiver = receiver;
    this.gapTimeout = settings.bodyGapTimeout();
    this.timeout = settings.bodyTimeout();
    this.received = received;
  }

  /// Receives a body. The receiver is abandoned unless the body is whole.
  static CompletableFuture<Received> receive(
      RequestEntity entity, BodyReceiver receiver, HttpSettings settings, Materializer streams) {
    var received = new CompletableFuture<Received>();
    pieces(entity).runWith(new BodySink(receiver, settings, received), streams);
    return received;
  }

  private static Source<Piece, ?> pieces(RequestEntity entity) {
    if (entity instanceof HttpEntity.Chunked chunked) {
      return chunked.getChunks().map(it -> new Piece(it.data(), it.isLastChunk()));
    }
    long length = entity.getContentLengthOption().orElse(-1);
    return entity
        .getDataBytes()
        .statefulMap(
            () -> 0L,
            (before, bytes) -> {
              long now = before + bytes.size();
              return Pair.create(now, new Piece(bytes, now == length));
            },
            _ -> Optional.empty());
  }

  @Override
  public SinkShape<Piece> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String DEADLINE = "deadline";

    private final long beginNanos = System.nanoTime();
    private long lastNanos = beginNanos;
    private boolean isWhole;

    Logic() {
      super(shape);
      setHandler(in, new Pieces());
    }

    @Override
    public void preStart() {
      scheduleOnce(DEADLINE, left(beginNanos));
      pull(in);
    }

    @Override
    public void postStop() {
      // Where nothing was said so far the body has come to an end before its end.
      end(new Received.Refused(HttpRefusal.BODY_CUT_OFF));
    }

    /// One timer that is set again when it fires, not one for each piece.
    @Override
    public void onTimer(Object timer) {
      Duration left = left(System.nanoTime());
      if (left.isPositive()) {
        scheduleOnce(DEADLINE, left);
      } else {
        refuse(new Received.Refused(HttpRefusal.BODY_TIMEOUT));
      }
    }

    private Duration left(long nowNanos) {
      long ofGap = lastNanos + gapTimeout.toNanos() - nowNanos;
      long ofAll = beginNanos + timeout.toNanos() - nowNanos;
      return Duration.ofNanos(Math.min(ofGap, ofAll));
    }

    private void refuse(Received.Refused refusal) {
      end(refusal);
      cancelTimer(DEADLINE);
    }

    private void end(Received outcome) {
      if (received.isDone()) {
        return;
      }
      if (outcome instanceof Received.Refused) {
        receiver.abandon();
      }
      received.complete(outcome);
    }

    private final class Pieces extends AbstractInHandler {
      @Override
      public void onPush() {
        Piece piece = grab(in);
        lastNanos = System.nanoTime();
        isWhole |= piece.isLast();
        Optional<Received.Refused> refusal = receiver.take(piece.bytes());
        if (refusal.isPresent()) {
          refuse(refusal.get());
        } else {
          pull(in);
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (isWhole && !received.isDone()) {
          end(receiver.finish());
        }
        completeStage();
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        completeStage();
      }
    }
  }
}
