package io.edgemq.ingest.http.body;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdBufferDecompressingStreamNoFinalizer;
import com.github.luben.zstd.ZstdIOException;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// zstd (RFC 8878): one frame or several on end, also skippable ones, nothing behind the last. A
/// frame may ask for a window of 8 MiB at most, which is what a content encoding may use (RFC
/// 9659); one that asks for more is refused before there is memory for it.
final class ZstdDecoder implements Decoder {
  private static final int WINDOW_LOG_MAX = 23;
  private static final int OUTPUT_BYTES = 32 << 10;

  /// The largest block (RFC 8878 section 3.1.1.2.4).
  private static final int BLOCK_BYTES_MAX = 128 << 10;

  /// Compressors that work in parallel make a frame for each megabyte or so. Frames of nothing,
  /// nine bytes each, would cost far more than they took to send.
  private static final int FRAMES_MAX = 10_000;

  /// Magic number and header of a frame (RFC 8878 section 3.1.1.1).
  private static final int HEADER_BYTES_MAX = 4 + 14;

  /// The decoder's tables and its buffer for a block that is still coming in.
  private static final int CONTEXT_BYTES = (96 << 10) + BLOCK_BYTES_MAX;

  private static final int WINDOW_BYTES_MAX = (1 << WINDOW_LOG_MAX) + 2 * BLOCK_BYTES_MAX;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteBuffer out = ByteBuffer.allocate(OUTPUT_BYTES);
  private Stream stream = new Stream();
  private long decodedBytes;
  private int frames;

  @Override
  public @Nullable Rejected decode(byte[] bytes, int from, int to, Output output) {
    if (stream.hasEnded()) { // with the chunk before
      stream.close();
      stream = new Stream();
    }
    stream.input(bytes, from, to);
    do {
      out.clear();
      try {
        stream.read(out);
      } catch (IOException e) {
        return corrupt(e);
      }
      if (frames > FRAMES_MAX) {
        return corrupt("it has more than " + FRAMES_MAX + " frames");
      }
      decodedBytes += out.position();
      Rejected fault = out.position() == 0 ? null : output.take(out.array(), 0, out.position());
      if (fault != null) {
        return fault;
      }
    } while (stream.hasInput() || !out.hasRemaining());
    return null;
  }

  @Override
  public @Nullable Rejected finish() {
    return stream.hasEnded() ? null : corrupt("it is cut off");
  }

  /// A window is memory only as far as it was written.
  @Override
  public long heldBytes() {
    return OUTPUT_BYTES + CONTEXT_BYTES + Math.min(decodedBytes, WINDOW_BYTES_MAX);
  }

  @Override
  public void close() {
    stream.close();
  }

  private static Rejected corrupt(IOException e) {
    return e instanceof ZstdIOException zstd
            && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()
        ? corrupt("it asks for a window of more than " + (1 << WINDOW_LOG_MAX) + " bytes")
        : corrupt("its compressed data is damaged");
  }

  private static Rejected corrupt(String what) {
    return Rejection.BAD_ENCODING.because(
        "The body cannot be decoded as zstd: %s. Send it again, whole, with a window of at most 8 MiB, or without Content-Encoding."
            .formatted(what));
  }

  /// The library's stream with its input pushed. It has ended when a frame and the input end
  /// together, and takes nothing more then.
  private final class Stream extends ZstdBufferDecompressingStreamNoFinalizer {
    /// Read of the frame, as far as this may be of its header.
    private int headerBytes;

    private int inputTo;

    Stream() {
      super(NOTHING);
      try {
        setLongMax(WINDOW_LOG_MAX);
      } catch (IOException e) {
        close();
        throw new IllegalStateException("zstd takes no limit for its window", e);
      }
    }

    void input(byte[] bytes, int from, int to) {
      source = ByteBuffer.wrap(bytes, from, to - from);
      inputTo = to;
    }

    /// What may be a frame's header goes in by single bytes. Of a longer input the library would
    /// look at more than that: it decodes a frame that is there whole at one stroke, whatever
    /// window that asks for, and takes one for the format of before version 0.8 by what the input
    /// begins with.
    @Override
    public int read(ByteBuffer target) throws IOException {
      ByteBuffer input = source;
      int from = input.position();
      boolean isInHeader = headerBytes < HEADER_BYTES_MAX;
      if (isInHeader && input.hasRemaining()) {
        input.limit(from + 1);
      }
      int count = super.read(target);
      headerBytes += isInHeader ? input.position() - from : 0;
      source = NOTHING;
      if (hasEnded()) { // without input that is said between frames, too
        frames += headerBytes == 0 ? 0 : 1;
        headerBytes = 0;
      }
      source = input.limit(inputTo);
      return count;
    }

    /// Asked when the input is used up, before that is taken for its end.
    @Override
    protected ByteBuffer refill(ByteBuffer input) {
      return input.limit(inputTo);
    }

    boolean hasInput() {
      return source.hasRemaining();
    }

    boolean hasEnded() {
      return !hasRemaining();
    }
  }
}
