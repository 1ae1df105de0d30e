package io.edgemq.ingest.websocket;

/// Why the frames of a client are not taken any further. The code and the text go back to the
/// client in our Close frame.
enum Violation {
  /// No extension is negotiated, so nothing gives these bits a meaning (RFC 6455, section 5.2).
  RESERVED_BIT(1002, "a reserved bit is set"),
  UNKNOWN_OPCODE(1002, "unknown opcode"),
  /// Section 5.1: a server closes when a frame is not masked.
  NOT_MASKED(1002, "frame is not masked"),
  /// Section 5.5.
  CONTROL_FRAGMENTED(1002, "control frame is fragmented"),
  /// Section 5.5.
  CONTROL_TOO_LONG(1002, "control frame is longer than 125 bytes"),
  /// Section 5.2: the minimal number of bytes must be used.
  LENGTH_NOT_MINIMAL(1002, "length is not minimal"),
  /// Section 5.2: the most significant bit of eight bytes of length must be 0.
  LENGTH_NEGATIVE(1002, "highest bit of the length is set"),
  /// Section 5.4.
  NOTHING_TO_CONTINUE(1002, "continuation without a message"),
  /// Section 5.4: the fragments of messages are not interleaved.
  MESSAGE_NOT_ENDED(1002, "new message inside a fragmented one"),
  /// Section 5.5.1: two bytes of code, or nothing.
  CLOSE_CUT(1002, "close frame of one byte"),
  /// Section 7.4.
  CLOSE_CODE(1002, "close code must not be sent"),
  /// Section 5.5.1: the reason is UTF-8.
  CLOSE_REASON(1007, "close reason is not UTF-8"),
  /// MQTT-6.0.0-1.
  TEXT(1003, "MQTT is sent in binary frames"),
  /// Our limit.
  MESSAGE_TOO_LARGE(1009, "message is too large");

  private final int code;
  private final String text;

  Violation(int code, String text) {
    this.code = code;
    this.text = text;
  }

  CloseFrame closeFrame() {
    return new CloseFrame(code, text);
  }
}
