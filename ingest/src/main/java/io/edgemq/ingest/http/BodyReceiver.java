package io.edgemq.ingest.http;

import io.edgemq.ingest.http.body.BodyOutcome;
import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import io.edgemq.ingest.http.body.IngestBody;
import io.edgemq.ingest.transport.HeldBytes;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/// Takes the body of one request piece by piece and accounts for the memory that it holds. One
/// owner, one thread at a time. In the end there are frames, or it is abandoned.
final class BodyReceiver {
  /// What became of the body.
  sealed interface Received {
    /// It is whole.
    ///
    /// @param held the memory of the frames, which goes with them
    record Whole(Frames frames, HeldBytes.Part held) implements Received {}

    /// It is refused.
    ///
    /// @param detail what is wrong and what to do
    record Refused(HttpRefusal reason, String detail) implements Received {
      Refused(HttpRefusal reason) {
        this(reason, reason.advice());
      }
    }
  }

  private final IngestBody body;
  private final HeldBytes.Part held;

  BodyReceiver(IngestBody body, HeldBytes.Part held) {
    this.body = body;
    this.held = held;
  }

  /// Why the body is refused, as far as that is known without the rest of it.
  Optional<Received.Refused> refusal() {
    return body.rejected().map(BodyReceiver::refused);
  }

  /// Takes the next piece.
  ///
  /// @return as [#refusal()]
  Optional<Received.Refused> take(ByteString piece) {
    // What comes is counted while it is there beside what it is copied to.
    if (!held.resize(body.heldBytes() + piece.size())) {
      return Optional.of(new Received.Refused(HttpRefusal.OUT_OF_MEMORY));
    }
    byte[] bytes = piece.toArrayUnsafe();
    body.feed(bytes, 0, bytes.length);
    if (!held.resize(body.heldBytes())) {
      return Optional.of(new Received.Refused(HttpRefusal.OUT_OF_MEMORY));
    }
    return refusal();
  }

  /// Takes a body that has come in one piece.
  Received takeWhole(ByteString all) {
    Optional<Received.Refused> refusal = take(all);
    Received received = refusal.isPresent() ? refusal.get() : finish();
    if (received instanceof Received.Refused) {
      abandon();
    }
    return received;
  }

  /// All of it has come.
  Received finish() {
    return switch (body.finish()) {
      case Frames frames ->
          held.resize(frames.heldBytes())
              ? new Received.Whole(frames, held)
              : new Received.Refused(HttpRefusal.OUT_OF_MEMORY);
      case Rejected rejected -> refused(rejected);
    };
  }

  private static Received.Refused refused(BodyOutcome.Rejected rejected) {
    return new Received.Refused(HttpRefusal.of(rejected.reason()), rejected.detail());
  }

  /// The body is not taken: gives all memory back.
  void abandon() {
    body.close();
    held.close();
  }
}
