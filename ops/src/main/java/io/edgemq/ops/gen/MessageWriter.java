package io.edgemq.ops.gen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.ops.load.Decimals;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Writes messages as JSON objects straight into the buffer of the connection, and lets one member
/// drift. Allocates nothing. For one thread at a time.
final class MessageWriter {
  private static final byte[] UNIT = " ?\"".getBytes(US_ASCII);
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private ByteBuffer out = ByteBuffer.allocate(0);
  private @Nullable Drift drift;
  private boolean isFirst;

  /// Begins a message.
  void begin(ByteBuffer to, @Nullable Drift drifting) {
    out = to;
    drift = drifting;
    open();
  }

  /// Begins an object.
  void open(Member member) {
    name(member);
    open();
  }

  private void open() {
    out.put((byte) '{');
    isFirst = true;
  }

  /// Ends the object begun last, or the message.
  void close() {
    out.put((byte) '}');
    isFirst = false;
  }

  void number(Member member, long value) {
    decimal(member, value, 0);
  }

  /// A number with so many digits behind the point, one at least before it.
  ///
  /// @param unscaled the number without its point
  void decimal(Member member, long unscaled, int digits) {
    if (isMissing(member)) {
      return;
    }
    name(member);
    boolean isText = is(member, Drift.Kind.RETYPED);
    if (isText) {
      out.put((byte) '"');
    }
    if (unscaled < 0) {
      out.put((byte) '-');
    }
    long rest = Math.abs(unscaled);
    long one = 1;
    for (int i = 0; i < digits; i++) {
      one *= 10;
    }
    Decimals.put(rest / one, 1, out);
    if (digits > 0) {
      out.put((byte) '.');
      Decimals.put(rest % one, digits, out);
    }
    if (isText) {
      out.put(UNIT);
    }
  }

  /// A text without anything that JSON escapes.
  void text(Member member, byte[] ascii) {
    if (isMissing(member)) {
      return;
    }
    beginText(member);
    out.put(ascii);
    endText(member);
  }

  /// A text that ends with a number of at least so many digits.
  void text(Member member, byte[] ascii, long number, int digits) {
    if (isMissing(member)) {
      return;
    }
    beginText(member);
    out.put(ascii);
    Decimals.put(number, digits, out);
    endText(member);
  }

  /// A text of 16 hexadecimal digits.
  void hex(Member member, long bits) {
    if (isMissing(member)) {
      return;
    }
    beginText(member);
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      out.put(HEX[(int) (bits >>> shift) & 0xF]);
    }
    endText(member);
  }

  void flag(Member member, boolean value) {
    name(member);
    out.put(value ? TRUE : FALSE);
  }

  /// A null, which drifts only by its name.
  void nothing(Member member) {
    if (!isMissing(member)) {
      name(member);
      out.put(NULL);
    }
  }

  private void beginText(Member member) {
    name(member);
    if (is(member, Drift.Kind.RETYPED)) {
      out.put((byte) '[');
    }
    out.put((byte) '"');
  }

  private void endText(Member member) {
    out.put((byte) '"');
    if (is(member, Drift.Kind.RETYPED)) {
      out.put((byte) ']');
    }
  }

  private void name(Member member) {
    if (!isFirst) {
      out.put((byte) ',');
    }
    isFirst = false;
    out.put(is(member, Drift.Kind.RENAMED) ? member.renamedJson() : member.json());
  }

  private boolean isMissing(Member member) {
    return is(member, Drift.Kind.MISSING);
  }

  private boolean is(Member member, Drift.Kind kind) {
    Drift now = drift;
    return now != null && now.member() == member && now.kind() == kind;
  }
}
