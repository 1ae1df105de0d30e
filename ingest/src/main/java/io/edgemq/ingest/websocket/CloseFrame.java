package io.edgemq.ingest.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a Close frame says (RFC 6455, section 5.5.1).
///
/// @param code the status code, [#NO_CODE] if the frame has none
/// @param reason a few words for people, at most 123 bytes of UTF-8; empty if there are none
record CloseFrame(int code, String reason) {
  /// Stands for a frame without payload; never on the wire (section 7.4.1).
  static final int NO_CODE = 1005;

  /// The session has ended.
  static final CloseFrame NORMAL = new CloseFrame(1000, "");

  static final int CODE_BYTES = 2;

  /// Whether an endpoint may send the code (section 7.4, and the codes registered since).
  static boolean isLegal(int code) {
    boolean isOfProtocol = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    return isOfProtocol || (code >= 3000 && code <= 4999);
  }

  /// Whether the bytes from `from` on are well-formed UTF-8.
  static boolean isText(byte[] payload, int from) {
    try {
      StandardCharsets.UTF_8
          .newDecoder() // reports what is malformed
          .decode(ByteBuffer.wrap(payload, from, payload.length - from));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
