package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// gzip (RFC 1952): one member or several on end, nothing behind the last. Headers, checksums and
/// lengths are verified; names, comments and extra fields are skipped without being kept.
///
/// The JDK's `GZIPInputStream` cannot go on once its input has paused within a header, so headers
/// and trailers are read here, the data by [Inflater].
final class GzipDecoder implements Decoder {
  private enum State {
    /// The ten bytes that every header has.
    FIXED_HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CHECKSUM,
    DATA,
    TRAILER
  }

  private static final int OUTPUT_BYTES = 16 << 10;

  /// What zlib takes to inflate: a window of 32 KiB and about 7 KiB besides (zconf.h).
  private static final int INFLATER_BYTES = 40 << 10;

  private static final byte[] MAGIC_AND_DEFLATE = {0x1F, (byte) 0x8B, 8};
  private static final int FLAGS_AT = 3;
  private static final int FLAG_HEADER_CHECKSUM = 0x02;
  private static final int FLAG_EXTRA = 0x04;
  private static final int FLAG_NAME = 0x08;
  private static final int FLAG_COMMENT = 0x10;
  private static final int FLAGS_RESERVED = 0xE0;

  private final Inflater inflater = new Inflater(true);
  private final byte[] out = new byte[OUTPUT_BYTES];

  /// Of the header first, then of the data.
  private final CRC32 checksum = new CRC32();

  private State state = State.FIXED_HEADER;
  private int flags;
  private int extraBytes;

  /// How many bytes of the present part of a header or trailer were read.
  private int partBytes;

  /// What the last eight of them are as a number; they are little-endian.
  private long number;

  @Override
  public @Nullable Rejected decode(byte[] bytes, int from, int to, Output output) {
    int at = from;
    while (at < to) {
      Rejected fault;
      if (state == State.DATA) {
        inflater.setInput(bytes, at, to - at);
        fault = inflate(output);
        at = to - inflater.getRemaining();
        if (inflater.finished()) {
          enter(State.TRAILER);
        }
      } else {
        fault = readPart(bytes[at]);
        at++;
      }
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private @Nullable Rejected inflate(Output output) {
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(out);
        if (count == 0 && !inflater.finished()) {
          return inflater.needsInput() ? null : damaged();
        }
        checksum.update(out, 0, count);
        Rejected fault = count == 0 ? null : output.take(out, 0, count);
        if (fault != null) {
          return fault;
        }
      }
      return null;
    } catch (DataFormatException e) {
      return damaged();
    }
  }

  private @Nullable Rejected readPart(byte next) {
    int value = Byte.toUnsignedInt(next);
    number = number >>> Byte.SIZE | (long) value << (Long.SIZE - Byte.SIZE);
    partBytes++;
    if (state == State.FIXED_HEADER) {
      Rejected fault = judgeFixed(next, partBytes - 1);
      if (fault != null) {
        return fault;
      }
    }
    if (state != State.HEADER_CHECKSUM && state != State.TRAILER) {
      checksum.update(value);
    }
    return isPartWhole(next) ? endPart() : null;
  }

  private @Nullable Rejected judgeFixed(byte next, int at) {
    if (at < MAGIC_AND_DEFLATE.length && next != MAGIC_AND_DEFLATE[at]) {
      return corrupt("no gzip header stands where one should");
    }
    if (at == FLAGS_AT) {
      flags = Byte.toUnsignedInt(next);
      if ((flags & FLAGS_RESERVED) != 0) { // section 2.3.1.2
        return corrupt("its header has reserved flags");
      }
    }
    return null;
  }

  private boolean isPartWhole(byte last) {
    return switch (state) {
      case FIXED_HEADER -> partBytes == 10;
      case EXTRA_LENGTH, HEADER_CHECKSUM -> partBytes == 2;
      case EXTRA -> partBytes == extraBytes;
      case NAME, COMMENT -> last == 0;
      case TRAILER -> partBytes == 8;
      case DATA -> throw new IllegalStateException("data is inflated");
    };
  }

  private @Nullable Rejected endPart() {
    int lastTwo = (int) (number >>> (Long.SIZE - Short.SIZE));
    if (state == State.EXTRA_LENGTH) {
      extraBytes = lastTwo;
    } else if (state == State.HEADER_CHECKSUM && lastTwo != (checksum.getValue() & 0xFFFF)) {
      return corrupt("its header does not fit its checksum");
    } else if (state == State.TRAILER) {
      if ((int) number != (int) checksum.getValue()) {
        return corrupt("its data does not fit its checksum");
      }
      if ((int) (number >>> Integer.SIZE) != (int) inflater.getBytesWritten()) {
        return corrupt("its data does not fit its length");
      }
      inflater.reset();
    }
    enter(following(state));
    return null;
  }

  private void enter(State next) {
    state = next;
    partBytes = 0;
    if (next == State.FIXED_HEADER || next == State.DATA) {
      checksum.reset();
    }
  }

  /// The part behind one, as the flags have it.
  private State following(State part) {
    return switch (part) {
      case FIXED_HEADER -> has(FLAG_EXTRA) ? State.EXTRA_LENGTH : following(State.EXTRA);
      case EXTRA_LENGTH -> extraBytes > 0 ? State.EXTRA : following(State.EXTRA);
      case EXTRA -> has(FLAG_NAME) ? State.NAME : following(State.NAME);
      case NAME -> has(FLAG_COMMENT) ? State.COMMENT : following(State.COMMENT);
      case COMMENT -> has(FLAG_HEADER_CHECKSUM) ? State.HEADER_CHECKSUM : State.DATA;
      case HEADER_CHECKSUM -> State.DATA;
      case DATA -> State.TRAILER;
      case TRAILER -> State.FIXED_HEADER;
    };
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public @Nullable Rejected finish() {
    return state == State.FIXED_HEADER && partBytes == 0 ? null : corrupt("it is cut off");
  }

  @Override
  public long heldBytes() {
    return OUTPUT_BYTES + INFLATER_BYTES;
  }

  @Override
  public void close() {
    inflater.end();
  }

  private static Rejected damaged() {
    return corrupt("its compressed data is damaged");
  }

  private static Rejected corrupt(String what) {
    return Rejection.BAD_ENCODING.because(
        "The body cannot be decoded as gzip: %s. Send it again, whole, or without Content-Encoding."
            .formatted(what));
  }
}
