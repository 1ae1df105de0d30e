package io.edgemq.ingest.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Takes the frames of a client apart (RFC 6455, section 5), in whatever chunks they come. What the
/// frames carry is one run of bytes: MQTT packets and frames need not be aligned (MQTT-6.0.0-2), so
/// nothing of a data frame is kept. Of a frame that is not whole, only its header is, or the up to
/// 125 bytes of a control frame, whatever length was announced.
///
/// Plain and not thread safe: one for each connection, used by its stage.
public final class FrameDecoder {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle MASK =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LENGTH_16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LENGTH_64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private static final int FIXED_BYTES = 2;
  private static final int MASK_BYTES = 4;
  private static final int HEADER_BYTES_MAX = FIXED_BYTES + Long.BYTES + MASK_BYTES;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int RESERVED_BITS = 0x70;
  private static final int LENGTH_BITS = 0x7F;
  private static final byte[] NOTHING = {};

  private final long messageBytesMax;

  // The frame that is being read.
  private int headerBytes;
  private int lengthBytes;
  private boolean isHeaderWhole;
  private int opcode;

  /// Bytes of payload that have not come; while the header is read, what is known of the length.
  private long left;

  /// The key for the next byte of payload is in the lowest eight bits.
  private int mask;

  /// Payload of a Ping or Close, of which the last [#left] bytes have not come.
  private byte[] control = NOTHING;

  private boolean isMessageOpen;
  private long messageBytes;

  private byte @Nullable [] ping;
  private @Nullable CloseFrame closing;

  /// A decoder for one connection.
  ///
  /// @param messageBytesMax of a message, which is a frame or the fragments that belong together
  public FrameDecoder(long messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// Takes `[from, to)`, and leaves what the data frames in it carry, unmasked and without a gap,
  /// in `[from, n)`; the rest of the chunk is of no further use. What stands behind a Close frame
  /// or a violation is not looked at, and once [#closing()] is there nothing more may come.
  ///
  /// @return n
  public int decode(byte[] bytes, int from, int to) {
    int at = from;
    int end = from;
    while (at < to && closing == null) {
      if (!isHeaderWhole) {
        at = readHeader(bytes, at, to);
      }
      if (isHeaderWhole) {
        int count = (int) Math.min(left, to - at);
        if (opcode >= CLOSE) {
          takeControl(bytes, at, count);
        } else {
          unmask(bytes, at, bytes, end, count, mask);
          end += count;
        }
        at += count;
        left -= count;
        mask = Integer.rotateRight(mask, count * Byte.SIZE);
        if (left == 0) {
          endFrame();
        }
      }
    }
    return end;
  }

  /// The payload of the latest Ping since the last call, of those that came together only the last
  /// (RFC 6455, section 5.5.3); null if there was none.
  byte @Nullable [] takePing() {
    byte[] taken = ping;
    ping = null;
    return taken;
  }

  /// What our own Close frame has to say, once the client has sent its own or broken a rule; null
  /// until then.
  @Nullable CloseFrame closing() {
    return closing;
  }

  private int readHeader(byte[] bytes, int from, int to) {
    if (headerBytes == 0 && to - from >= HEADER_BYTES_MAX) {
      return readWholeHeader(bytes, from);
    }
    int at = from;
    while (at < to && !isHeaderWhole && closing == null) {
      takeHeaderByte(bytes[at++]);
    }
    return at;
  }

  private int readWholeHeader(byte[] bytes, int from) {
    takeFirstByte(bytes[from]);
    takeSecondByte(bytes[from + 1]);
    int at = from + FIXED_BYTES;
    if (lengthBytes == Short.BYTES) {
      left = (short) LENGTH_16.get(bytes, at) & 0xFFFFL;
    } else if (lengthBytes == Long.BYTES) {
      left = (long) LENGTH_64.get(bytes, at);
    }
    at += lengthBytes;
    judgeLength();
    mask = (int) MASK.get(bytes, at);
    endHeader();
    return at + MASK_BYTES;
  }

  private void takeHeaderByte(byte next) {
    int index = headerBytes++;
    int maskAt = FIXED_BYTES + lengthBytes;
    if (index == 0) {
      takeFirstByte(next);
    } else if (index == 1) {
      takeSecondByte(next);
      if (lengthBytes == 0) {
        judgeLength();
      }
    } else if (index < maskAt) {
      left = left << Byte.SIZE | (next & 0xFF);
      if (index == maskAt - 1) {
        judgeLength();
      }
    } else {
      mask |= (next & 0xFF) << ((index - maskAt) * Byte.SIZE);
      if (index == maskAt + MASK_BYTES - 1) {
        endHeader();
      }
    }
  }

  private void takeFirstByte(byte first) {
    opcode = first & 0x0F;
    boolean isLast = first < 0;
    if ((first & RESERVED_BITS) != 0) {
      refuse(Violation.RESERVED_BIT);
    }
    switch (opcode) {
      case CONTINUATION -> {
        if (!isMessageOpen) {
          refuse(Violation.NOTHING_TO_CONTINUE);
        }
        isMessageOpen = !isLast;
      }
      case TEXT, BINARY -> {
        if (isMessageOpen) {
          refuse(Violation.MESSAGE_NOT_ENDED);
        } else if (opcode == TEXT) {
          refuse(Violation.TEXT);
        }
        isMessageOpen = !isLast;
        messageBytes = 0;
      }
      case CLOSE, PING, PONG -> {
        if (!isLast) {
          refuse(Violation.CONTROL_FRAGMENTED);
        }
      }
      default -> refuse(Violation.UNKNOWN_OPCODE);
    }
  }

  private void takeSecondByte(byte second) {
    if (second >= 0) {
      refuse(Violation.NOT_MASKED);
    }
    int length = second & LENGTH_BITS;
    if (opcode >= CLOSE && length > CONTROL_BYTES_MAX) {
      refuse(Violation.CONTROL_TOO_LONG);
    }
    lengthBytes =
        switch (length) {
          case 126 -> Short.BYTES;
          case 127 -> Long.BYTES;
          default -> 0;
        };
    left = lengthBytes == 0 ? length : 0;
    mask = 0;
  }

  private void judgeLength() {
    if (left < 0) {
      refuse(Violation.LENGTH_NEGATIVE);
    }
    boolean fitsInOne = lengthBytes > 0 && left <= CONTROL_BYTES_MAX;
    boolean fitsInTwo = lengthBytes == Long.BYTES && left <= 0xFFFF;
    if (fitsInOne || fitsInTwo) {
      refuse(Violation.LENGTH_NOT_MINIMAL);
    }
    if (opcode < CLOSE) {
      if (left > messageBytesMax - messageBytes) {
        refuse(Violation.MESSAGE_TOO_LARGE);
      }
      messageBytes += left;
    }
  }

  private void endHeader() {
    isHeaderWhole = closing == null;
    if (opcode >= CLOSE) {
      boolean isKept = isHeaderWhole && opcode != PONG; // an answer to nothing (section 5.5.3)
      control = isKept ? new byte[(int) left] : NOTHING;
    }
  }

  private void takeControl(byte[] bytes, int from, int count) {
    if (opcode != PONG) {
      unmask(bytes, from, control, control.length - (int) left, count, mask);
    }
  }

  private void endFrame() {
    headerBytes = 0;
    lengthBytes = 0;
    isHeaderWhole = false;
    if (opcode == PING) {
      ping = control;
      control = NOTHING;
    } else if (opcode == CLOSE) {
      takeClose(control);
    }
  }

  private void takeClose(byte[] payload) {
    if (payload.length == 0) {
      closing = new CloseFrame(CloseFrame.NO_CODE, "");
    } else if (payload.length < CloseFrame.CODE_BYTES) {
      refuse(Violation.CLOSE_CUT);
    } else {
      int code = (short) LENGTH_16.get(payload, 0) & 0xFFFF;
      if (!CloseFrame.isLegal(code)) {
        refuse(Violation.CLOSE_CODE);
      } else if (!CloseFrame.isText(payload, CloseFrame.CODE_BYTES)) {
        refuse(Violation.CLOSE_REASON);
      } else {
        closing = new CloseFrame(code, ""); // the code goes back, the reason is theirs
      }
    }
  }

  private void refuse(Violation violation) {
    if (closing == null) {
      closing = violation.closeFrame();
    }
  }

  /// Section 5.3. The places may overlap if the destination is not behind the source: eight bytes
  /// are read before the eight that they become are stored, and those lie nowhere behind them.
  private static void unmask(
      byte[] source, int from, byte[] destination, int to, int count, int mask) {
    long eight = (mask & 0xFFFFFFFFL) << Integer.SIZE | (mask & 0xFFFFFFFFL);
    int done = 0;
    for (; done <= count - Long.BYTES; done += Long.BYTES) {
      EIGHT_BYTES.set(destination, to + done, (long) EIGHT_BYTES.get(source, from + done) ^ eight);
    }
    for (; done < count; done++) {
      destination[to + done] = (byte) (source[from + done] ^ (int) (eight >>> (done * Byte.SIZE)));
    }
  }
}
