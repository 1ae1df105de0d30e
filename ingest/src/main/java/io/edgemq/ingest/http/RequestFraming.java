package io.edgemq.ingest.http;

import java.util.Arrays;

/// Finds where the requests in the bytes of a client begin and end, and hands them on one by one.
/// This stands before pekko-http, which would
///
/// - parse thousands of requests that came in one read by calling itself for the next, until its
///   stack overflows, which ends the process;
/// - keep a head that comes in small pieces as a list of these pieces, many times its size, and a
///   chunk of a body too;
/// - read a length of `5 5` as 55, and pass over a Transfer-Encoding that it does not understand.
///
/// A head is kept here until it is whole, and judged by [RequestHead]. Chunks are judged and put
/// together anew: one of what came in one read. Extensions and trailers, which nobody asks for, are
/// left out. One owner, one thread at a time.
final class RequestFraming {
  /// Bytes of a line with the size of a chunk and its extension, and of all trailers.
  private static final int LINE_BYTES_MAX = 256;

  private static final int HEAD_BYTES_FIRST = 512;

  /// What the size of a chunk takes that is put together here, in eight digits and CR LF.
  private static final int SIZE_LINE_BYTES = 10;

  private static final int SIZE_DIGITS_MAX = 8;
  private static final byte[] END = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};
  private static final byte[] EMPTY = {};

  // What the search for the end of a head comes to, in place of an index.
  private static final int NOT_FOUND = -1;
  private static final int MALFORMED = -2;

  /// What comes next.
  sealed interface Step {
    /// Bytes for pekko-http, of one request at the most: `[from, to)`.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Piece(byte[] bytes, int from, int to) implements Step {}

    /// Nothing, before more is read.
    record More() implements Step {}

    /// A head that is refused. Nothing behind it can be told apart.
    record BadHead(HttpRefusal reason, String detail) implements Step {}

    /// Chunks that are malformed. Nothing behind them can be told apart.
    record BadBody() implements Step {}
  }

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK_BLANK,
    CHUNK_EXTENSION,
    CHUNK_LINE_END,
    CHUNK_DATA,
    CHUNK_DATA_END,
    CHUNK_DATA_END_2,
    TRAILER,
    TRAILER_LINE,
    TRAILER_LINE_END,
    TRAILER_END,
    REFUSED
  }

  private static final Step MORE = new Step.More();

  private final int headBytesMax;
  private State state = State.HEAD;
  private byte[] in = EMPTY;
  private int at;

  /// A head that is not whole, and how far it was looked at.
  private byte[] head = EMPTY;

  private int headLength;
  private int headScanned;
  private int headLine;

  /// Bytes of the body or the chunk that are still to come.
  private long left;

  private int sizeDigits;
  private int lineBytes;

  /// @param headBytesMax see [HttpSettings#headerBytesMax()]
  RequestFraming(int headBytesMax) {
    this.headBytesMax = headBytesMax;
  }

  /// Takes what was read, when [#next()] wants more. Ignored behind a refusal.
  void add(byte[] read) {
    in = state == State.REFUSED ? EMPTY : read;
    at = 0;
  }

  /// Whether nothing of what was read is left.
  boolean isEmpty() {
    return at == in.length;
  }

  /// Whether some of a head has come, but not all.
  boolean isInHead() {
    return headLength > 0;
  }

  /// Forgets everything; there is nothing more to come.
  void clear() {
    in = EMPTY;
    at = 0;
    head = EMPTY;
    headLength = 0;
    state = State.REFUSED;
  }

  /// What comes next.
  Step next() {
    if (isEmpty()) {
      in = EMPTY;
      at = 0;
      return MORE;
    }
    return switch (state) {
      case HEAD -> head();
      case BODY -> body();
      case REFUSED -> MORE;
      default -> chunks();
    };
  }

  // Heads.

  private Step head() {
    if (headLength > 0) {
      return headInParts();
    }
    int end = headEnd(in, at, at + Math.min(in.length - at, headBytesMax + 1));
    if (end < 0) {
      return end == MALFORMED ? badLineEnd() : keep(at);
    }
    int from = at;
    at = end;
    return judged(in, from, end, in.length);
  }

  private Step headInParts() {
    int before = headLength;
    int taken = Math.min(in.length - at, headBytesMax + 1 - before);
    if (head.length < before + taken) {
      head = Arrays.copyOf(head, Math.max(before + taken, Math.min(2 * head.length, headBytesMax)));
    }
    System.arraycopy(in, at, head, before, taken);
    headLength += taken;
    int end = headEnd(head, 0, headLength);
    if (end < 0) {
      at += taken;
      if (end == MALFORMED) {
        return badLineEnd();
      }
      return headLength > headBytesMax ? tooLarge() : MORE;
    }
    at += end - before;
    byte[] whole = head;
    head = EMPTY;
    headLength = 0;
    return judged(whole, 0, end, end);
  }

  /// Keeps the head that begins at `from` and is not whole.
  private Step keep(int from) {
    headLength = in.length - from;
    if (headLength > headBytesMax) {
      return tooLarge();
    }
    head = Arrays.copyOfRange(in, from, from + Math.max(headLength, HEAD_BYTES_FIRST));
    at = in.length;
    return MORE;
  }

  /// The end of the head that begins at `from`.
  private int headEnd(byte[] bytes, int from, int to) {
    for (int i = from + headScanned; i < to; i++) {
      if (bytes[i] == '\n') {
        if (i == from || bytes[i - 1] != '\r') {
          return MALFORMED;
        }
        if (i - 1 == from + headLine) {
          headScanned = 0;
          headLine = 0;
          return i + 1;
        }
        headLine = i + 1 - from;
      }
    }
    headScanned = to - from;
    return NOT_FOUND;
  }

  /// @param bodyTo end of what stands behind the head in the same array
  private Step judged(byte[] bytes, int from, int end, int bodyTo) {
    if (end - from > headBytesMax) {
      return tooLarge();
    }
    if (end - from == 2) {
      return refused(HttpRefusal.MALFORMED_REQUEST, "there is an empty line before the request");
    }
    return switch (RequestHead.judge(bytes, from, end)) {
      case RequestHead.Judged.Malformed(String detail) ->
          refused(HttpRefusal.MALFORMED_REQUEST, detail);
      case RequestHead.Judged.Sound(long length) -> {
        int to = end;
        if (length == RequestHead.CHUNKED) {
          beginChunk();
        } else if (length > 0) {
          // A whole body stands beside its head, so that pekko-http need not make a stream of it.
          int here = (int) Math.min(length, bodyTo - end);
          to += here;
          at += here;
          left = length - here;
          state = left == 0 ? State.HEAD : State.BODY;
        }
        yield new Step.Piece(bytes, from, to);
      }
    };
  }

  private Step badLineEnd() {
    return refused(HttpRefusal.MALFORMED_REQUEST, "a line of the head does not end in CR LF");
  }

  private Step tooLarge() {
    return refused(HttpRefusal.HEADER_TOO_LARGE, HttpRefusal.HEADER_TOO_LARGE.advice());
  }

  private Step refused(HttpRefusal reason, String detail) {
    clear();
    return new Step.BadHead(reason, detail);
  }

  // Bodies.

  private Step body() {
    int from = at;
    at += (int) Math.min(left, in.length - at);
    left -= at - from;
    if (left == 0) {
      state = State.HEAD;
    }
    return new Step.Piece(in, from, at);
  }

  private void beginChunk() {
    state = State.CHUNK_SIZE;
    left = 0;
    sizeDigits = 0;
    lineBytes = 0;
  }

  /// The data of all chunks in what was read, as one chunk.
  private Step chunks() {
    byte[] out = new byte[SIZE_LINE_BYTES + in.length - at + END.length];
    int length = SIZE_LINE_BYTES;
    boolean isLast = false;
    while (at < in.length && !isLast) {
      if (state == State.CHUNK_DATA) {
        int size = (int) Math.min(left, in.length - at);
        System.arraycopy(in, at, out, length, size);
        length += size;
        at += size;
        left -= size;
        if (left == 0) {
          state = State.CHUNK_DATA_END;
        }
      } else {
        state = afterFraming(in[at++]);
        isLast = state == State.HEAD;
      }
      if (state == State.REFUSED) {
        clear();
        return new Step.BadBody();
      }
    }
    return length > SIZE_LINE_BYTES || isLast ? chunk(out, length, isLast) : MORE;
  }

  private static Step chunk(byte[] out, int length, boolean isLast) {
    int size = length - SIZE_LINE_BYTES;
    for (int digit = 0; digit < SIZE_DIGITS_MAX; digit++) {
      out[digit] =
          (byte) Character.forDigit((size >>> (4 * (SIZE_DIGITS_MAX - 1 - digit))) & 0xF, 16);
    }
    out[SIZE_DIGITS_MAX] = '\r';
    out[SIZE_DIGITS_MAX + 1] = '\n';
    if (size == 0) { // only the last chunk is empty
      System.arraycopy(END, 2, out, 0, END.length - 2);
      return new Step.Piece(out, 0, END.length - 2);
    }
    int end = isLast ? END.length : 2;
    System.arraycopy(END, 0, out, length, end);
    return new Step.Piece(out, 0, length + end);
  }

  /// The state behind a byte that is not data (RFC 9112, section 7.1), [State#HEAD] behind the
  /// last.
  private State afterFraming(byte next) {
    return switch (state) {
      case CHUNK_SIZE -> afterSize(next);
      case CHUNK_BLANK -> afterSizeDigits(next);
      case CHUNK_EXTENSION -> next == '\r' ? State.CHUNK_LINE_END : inLine(next, state);
      case CHUNK_LINE_END -> next == '\n' ? afterSizeLine() : State.REFUSED;
      case CHUNK_DATA_END -> next == '\r' ? State.CHUNK_DATA_END_2 : State.REFUSED;
      case CHUNK_DATA_END_2 -> {
        beginChunk();
        yield next == '\n' ? State.CHUNK_SIZE : State.REFUSED;
      }
      case TRAILER -> next == '\r' ? State.TRAILER_END : inLine(next, State.TRAILER_LINE);
      case TRAILER_LINE -> next == '\r' ? State.TRAILER_LINE_END : inLine(next, state);
      case TRAILER_LINE_END -> next == '\n' ? State.TRAILER : State.REFUSED;
      case TRAILER_END -> next == '\n' ? State.HEAD : State.REFUSED;
      case HEAD, BODY, CHUNK_DATA, REFUSED ->
          throw new IllegalStateException(state + " is not within the framing of chunks");
    };
  }

  private State afterSize(byte next) {
    int digit = Character.digit(next, 16);
    if (digit >= 0) {
      left = (left << 4) | digit;
      sizeDigits++;
      return sizeDigits <= SIZE_DIGITS_MAX ? State.CHUNK_SIZE : State.REFUSED;
    }
    return sizeDigits == 0 ? State.REFUSED : afterSizeDigits(next);
  }

  /// Blanks may stand there, which some senders fill the line up with, and an extension.
  private State afterSizeDigits(byte next) {
    return switch (next) {
      case '\r' -> State.CHUNK_LINE_END;
      case ' ', '\t' -> inLine(next, State.CHUNK_BLANK);
      case ';' -> inLine(next, State.CHUNK_EXTENSION);
      default -> State.REFUSED;
    };
  }

  private State afterSizeLine() {
    lineBytes = 0;
    return left == 0 ? State.TRAILER : State.CHUNK_DATA;
  }

  /// @param goesOn the state if the line may have the byte
  private State inLine(byte next, State goesOn) {
    lineBytes++;
    int c = next & 0xFF;
    boolean isAllowed = c == '\t' || (c >= ' ' && c != 0x7F);
    return isAllowed && lineBytes <= LINE_BYTES_MAX ? goesOn : State.REFUSED;
  }
}
