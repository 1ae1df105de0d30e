package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One record for each element of an array (RFC 8259), byte for byte, without the white space and
/// the commas around it. Any other body is one record as it is; one of white space alone is none.
/// Before the bracket, white space and a UTF-8 byte order mark are skipped, as much of them as a
/// record may have bytes.
///
/// Judges no more than finding the elements takes: that they are separated by single commas and
/// that the array is closed, with nothing behind it. What is inside an element is a matter for
/// views, so there brackets are only counted, whatever their kind.
final class JsonArray implements Splitter {
  private enum State {
    /// Nothing but white space so far, or a part of a byte order mark.
    START,
    /// No array.
    WHOLE_BODY,
    /// Behind `[`.
    FIRST_ELEMENT,
    /// Behind a comma.
    NEXT_ELEMENT,
    /// In an element that is neither a string nor has brackets.
    SCALAR,
    /// In an object or array, outside of strings.
    NESTED,
    STRING,
    /// Behind a backslash in a string.
    ESCAPED,
    /// Behind an element.
    ELEMENT_ENDED,
    /// Behind the bracket that closes the array.
    ARRAY_ENDED
  }

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// Classes of bytes.
  private static final byte OTHER = 0;

  private static final byte SPACE = 1;
  private static final byte COMMA = 2;
  private static final byte OPEN = 3;
  private static final byte CLOSE = 4;
  private static final byte QUOTE = 5;

  private static final byte[] CLASSES = classes();

  private final FrameBlocks frames;
  private State state = State.START;

  /// Bytes of the body before the chunk.
  private long bytesBefore;

  /// Where index 0 of the chunk's array would stand in the body.
  private long chunkFrom;

  /// How much of a byte order mark the body starts with.
  private int markBytes;

  /// Brackets that are open within the element.
  private int depth;

  private @Nullable Rejected fault;

  JsonArray(FrameBlocks frames) {
    this.frames = frames;
  }

  private static byte[] classes() {
    byte[] classes = new byte[1 << Byte.SIZE];
    Arrays.fill(classes, OTHER);
    for (byte space : new byte[] {' ', '\t', '\n', '\r'}) {
      classes[space] = SPACE;
    }
    classes[','] = COMMA;
    classes['['] = OPEN;
    classes['{'] = OPEN;
    classes[']'] = CLOSE;
    classes['}'] = CLOSE;
    classes['"'] = QUOTE;
    return classes;
  }

  private static byte classOf(byte it) {
    return CLASSES[Byte.toUnsignedInt(it)];
  }

  @Override
  public @Nullable Rejected take(byte[] bytes, int from, int to) {
    chunkFrom = bytesBefore - from;
    int at = from;
    while (at < to && fault == null) {
      at =
          switch (state) {
            case START -> start(bytes, at, to);
            case WHOLE_BODY -> append(bytes, at, to, to);
            case FIRST_ELEMENT, NEXT_ELEMENT, ELEMENT_ENDED, ARRAY_ENDED -> between(bytes, at);
            case SCALAR, NESTED, STRING, ESCAPED -> element(bytes, at, to);
          };
    }
    bytesBefore += to - from;
    return fault;
  }

  @Override
  public @Nullable Rejected finish() {
    return switch (state) {
      case START -> {
        if (hasWholeMarkOrNone()) {
          frames.abandon();
        } else {
          frames.end();
        }
        yield null;
      }
      case WHOLE_BODY -> {
        frames.end();
        yield null;
      }
      case ARRAY_ENDED -> null;
      default -> malformed(bytesBefore, "it is not closed");
    };
  }

  /// Takes what may stand in front of an array as if it were a record, until it turns out to be.
  private int start(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && isSkipped(bytes[at], chunkFrom + at)) {
      at++;
    }
    append(bytes, from, at, to);
    if (at < to && fault == null) {
      if (bytes[at] == '[' && hasWholeMarkOrNone()) {
        frames.abandon();
        state = State.FIRST_ELEMENT;
        at++;
      } else {
        state = State.WHOLE_BODY;
      }
    }
    return at;
  }

  private boolean isSkipped(byte it, long bodyAt) {
    if (bodyAt == markBytes
        && markBytes < BYTE_ORDER_MARK.length
        && it == BYTE_ORDER_MARK[markBytes]) {
      markBytes++;
      return true;
    }
    return classOf(it) == SPACE && hasWholeMarkOrNone();
  }

  private boolean hasWholeMarkOrNone() {
    return markBytes % BYTE_ORDER_MARK.length == 0;
  }

  /// Takes a byte that stands outside of elements, or finds that an element starts with it.
  private int between(byte[] bytes, int at) {
    byte next = bytes[at];
    byte kind = classOf(next);
    if (kind == SPACE) {
      return at + 1;
    }
    switch (state) {
      case ARRAY_ENDED -> fault = malformed(chunkFrom + at, "something stands behind it");
      case ELEMENT_ENDED -> {
        if (kind == COMMA) {
          state = State.NEXT_ELEMENT;
        } else if (next == ']') {
          state = State.ARRAY_ENDED;
        } else {
          fault = malformed(chunkFrom + at, "there is neither a comma nor the closing bracket");
        }
      }
      default -> {
        if (next == ']' && state == State.FIRST_ELEMENT) {
          state = State.ARRAY_ENDED;
        } else if (kind == COMMA || kind == CLOSE) {
          fault = malformed(chunkFrom + at, "an element is missing");
        } else {
          state = kind == OPEN || kind == QUOTE ? State.NESTED : State.SCALAR;
          return at;
        }
      }
    }
    return at + 1;
  }

  /// Takes what the chunk has of an element.
  private int element(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && state != State.ELEMENT_ENDED && fault == null) {
      at =
          switch (state) {
            case NESTED -> nested(bytes, at, to);
            case STRING -> string(bytes, at, to);
            case ESCAPED -> {
              state = State.STRING;
              yield at + 1;
            }
            default -> scalar(bytes, at, to);
          };
    }
    append(bytes, from, at, to);
    if (state == State.ELEMENT_ENDED && fault == null) {
      frames.end();
    }
    return at;
  }

  private int nested(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      switch (classOf(bytes[at])) {
        case OPEN -> depth++;
        case CLOSE -> {
          depth--;
          if (depth == 0) {
            state = State.ELEMENT_ENDED;
            return at + 1;
          }
        }
        case QUOTE -> {
          state = State.STRING;
          return at + 1;
        }
        default -> {}
      }
    }
    return to;
  }

  private int string(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      switch (bytes[at]) {
        case '"' -> {
          state = depth == 0 ? State.ELEMENT_ENDED : State.NESTED;
          return at + 1;
        }
        case '\\' -> {
          state = State.ESCAPED;
          return at + 1;
        }
        default -> {}
      }
    }
    return to;
  }

  private int scalar(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      switch (classOf(bytes[at])) {
        case OTHER -> {}
        case OPEN, QUOTE -> {
          fault = malformed(chunkFrom + at, "there is neither a comma nor the closing bracket");
          return at;
        }
        default -> {
          state = State.ELEMENT_ENDED; // and what stands here is judged as what stands behind one
          return at;
        }
      }
    }
    return to;
  }

  /// Adds to the record. That it is too large came out before anything that is wrong behind it.
  private int append(byte[] bytes, int from, int to, int chunkTo) {
    Rejected tooLarge = frames.append(bytes, from, to, chunkTo);
    if (tooLarge != null) {
      fault = tooLarge;
    }
    return to;
  }

  private Rejected malformed(long bodyAt, String what) {
    return Rejection.BAD_RECORD.because(
        "The JSON array is malformed at byte %d, in or behind element %d: %s. Send a well-formed array, or lines of JSON as application/x-ndjson."
            .formatted(bodyAt, frames.recordNumber(), what));
  }
}
