package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The body of one ingest request, from its bytes to frames of
/// [io.edgemq.storage.frame.Frame#FORMAT_HTTP]: decodes it, splits it into records by its content
/// type and copies each once to where the log writes it from.
///
/// | content type | records |
/// |---|---|
/// | `application/x-ndjson`, `application/jsonl`, `text/plain`, none | the lines that are not empty |
/// | `application/json` | the elements, if the body is an array; otherwise the body |
/// | `application/vnd.recordio` | the records, `[length u32][bytes]` |
/// | others | the body |
///
/// What becomes of a body depends on its bytes, not on the chunks they come in; only where an
/// encoding is damaged, the refusal may be for what came out of it before. A body is taken as a
/// whole or refused: nothing that is sent makes a call throw. Every limit is judged before memory
/// is spent, so an encoded body costs at most the limit and one buffer, whatever it would decode
/// to.
///
/// One owner, one thread at a time. Holds memory outside of the heap until [#finish()], a refusal
/// or [#close()].
public final class IngestBody implements AutoCloseable {
  private final BodyLimits limits;
  private final FrameBlocks frames;
  private final Splitter splitter;
  private final Decoder decoder;
  private long sentBytes;
  private long decodedBytes;
  private @Nullable Rejected rejected;
  private boolean isOver;

  private IngestBody(BodyLimits limits, FrameBlocks frames, Splitter splitter, Decoder decoder) {
    this.limits = limits;
    this.frames = frames;
    this.splitter = splitter;
    this.decoder = decoder;
  }

  /// A body of which nothing has come yet. It is refused at once if its encoding is not known.
  ///
  /// @param contentType value of the header, null if there is none; parameters do not matter
  /// @param contentEncoding value of the header, several joined by commas, null if there is none:
  ///   `gzip`, `x-gzip` and `zstd` are decoded, one of them at a time
  /// @param timestampMs TS of all its frames
  public static IngestBody begin(
      @Nullable String contentType,
      @Nullable String contentEncoding,
      BodyLimits limits,
      long timestampMs) {
    var frames = new FrameBlocks(limits, timestampMs);
    Splitter splitter = BodyFormat.of(contentType).splitter(frames);
    Optional<ContentCoding> coding = ContentCoding.of(contentEncoding);
    Decoder decoder = coding.orElse(ContentCoding.IDENTITY).decoder();
    var body = new IngestBody(limits, frames, splitter, decoder);
    if (coding.isEmpty()) {
      body.reject(
          Rejection.UNSUPPORTED_ENCODING.because(
              "The Content-Encoding is not supported: send gzip, zstd or identity, and one only."));
    }
    return body;
  }

  /// Judges the body by the length that its sender announces, before anything of it has come.
  ///
  /// @param length value of the Content-Length
  public void announced(long length) {
    if (!isOver && length > limits.bodyBytesMax()) {
      reject(tooLarge());
    }
  }

  /// Takes the next bytes of the body as they were sent. The array is not kept. Ignored once the
  /// body is refused or closed.
  public void feed(byte[] bytes, int from, int length) {
    if (isOver || length == 0) {
      return;
    }
    int taken = (int) Math.min(length, limits.bodyBytesMax() - sentBytes);
    sentBytes += taken;
    Rejected fault = taken == 0 ? null : decoder.decode(bytes, from, from + taken, this::decoded);
    if (fault == null && taken < length) {
      fault = tooLarge();
    }
    if (fault != null) {
      reject(fault);
    }
  }

  private @Nullable Rejected decoded(byte[] bytes, int from, int to) {
    int taken = (int) Math.min(to - from, limits.bodyBytesMax() - decodedBytes);
    decodedBytes += taken;
    Rejected fault = taken == 0 ? null : splitter.take(bytes, from, from + taken);
    return fault == null && taken < to - from ? tooLarge() : fault;
  }

  private Rejected tooLarge() {
    return Rejection.BODY_TOO_LARGE.because(
        "The body is over the limit of %d bytes, as sent or decoded: split the request."
            .formatted(limits.bodyBytesMax()));
  }

  /// The refusal, as soon as it is known: the rest of the body need not be read.
  public Optional<Rejected> rejected() {
    return Optional.ofNullable(rejected);
  }

  /// Bytes of memory that the body takes now, at most; 0 once it is over. The memory of its frames
  /// is counted by [Frames#heldBytes()] then.
  public long heldBytes() {
    return isOver ? 0 : frames.heldBytes() + decoder.heldBytes();
  }

  /// The body has ended. Hands its frames over, or says why it is refused. Called once.
  ///
  /// @throws IllegalStateException if it was closed or finished before
  public BodyOutcome finish() {
    if (rejected == null && isOver) {
      throw new IllegalStateException("the body is closed");
    }
    BodyOutcome outcome = rejected == null ? end() : rejected;
    close();
    return outcome;
  }

  private BodyOutcome end() {
    Rejected fault = sentBytes == 0 ? null : decoder.finish();
    if (fault == null) {
      fault = splitter.finish();
    }
    if (fault != null) {
      return fault;
    }
    Frames taken = frames.finish();
    return taken == null
        ? Rejection.EMPTY_BODY.because("The body holds no record: send at least one.")
        : taken;
  }

  private void reject(Rejected reason) {
    rejected = reason;
    close();
  }

  /// Gives all memory back. May be called at any time, and again.
  @Override
  public void close() {
    isOver = true;
    decoder.close();
    frames.clear();
  }
}
