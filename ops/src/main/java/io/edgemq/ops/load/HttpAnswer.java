package io.edgemq.ops.load;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// Answers of HTTP/1.1 as far as a client must understand them that only wants to know their status
/// (RFC 9112). Nothing is allocated.
final class HttpAnswer {
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int NO_LENGTH = -1;
  private static final String VERSION = "HTTP/1.";
  private static final int STATUS_AT = VERSION.length() + 2;
  private static final int STATUS_DIGITS = 3;
  private static final int NO_CONTENT = 204;
  private static final String CONTENT_LENGTH = "content-length:";
  private static final String TRANSFER_ENCODING = "transfer-encoding:";

  private HttpAnswer() {}

  /// Takes out one answer with its body; interim ones (1xx) are passed over.
  ///
  /// @return its status; 0 if it is not there in full, which leaves its first byte at the position
  /// @throws ProtocolException if it is none, or one whose end cannot be told: its length must be
  ///   given, and it must fit into the buffer
  static int take(ByteBuffer in) throws ProtocolException {
    while (true) {
      int start = in.position();
      int end = headEnd(in, start);
      if (end == 0) {
        return 0;
      }
      int status = status(in, start, end);
      if (status < 200) {
        in.position(end);
        continue;
      }
      long length = contentLength(in, start, end);
      if (length == NO_LENGTH) {
        if (status != NO_CONTENT) {
          throw new ProtocolException("answer " + status + " without a Content-Length");
        }
        length = 0;
      }
      if (length > in.capacity() - (end - start)) {
        throw new ProtocolException("answer " + status + " of " + length + " bytes");
      }
      if (length > in.limit() - end) {
        return 0;
      }
      in.position(end + (int) length);
      return status;
    }
  }

  /// Behind the empty line that ends a head; 0 if that is not there.
  private static int headEnd(ByteBuffer in, int start) throws ProtocolException {
    int line = start;
    for (int at = start; at < in.limit(); at++) {
      if (in.get(at) == '\n') {
        if (at - line == 1 && in.get(line) == '\r') {
          return at + 1;
        }
        line = at + 1;
      }
    }
    if (in.limit() - start > HEAD_BYTES_MAX) {
      throw new ProtocolException("head of an answer of more than " + HEAD_BYTES_MAX + " bytes");
    }
    return 0;
  }

  private static int status(ByteBuffer in, int start, int end) throws ProtocolException {
    int at = start + STATUS_AT;
    int status = 0;
    if (at + STATUS_DIGITS < end && isText(in, start, VERSION) && in.get(at - 1) == ' ') {
      for (int i = 0; i < STATUS_DIGITS; i++) {
        status = status * 10 + digit(in.get(at + i));
      }
    }
    if (status < 100) {
      throw new ProtocolException("no status line of HTTP/1.1");
    }
    return status;
  }

  private static long contentLength(ByteBuffer in, int start, int end) throws ProtocolException {
    long length = NO_LENGTH;
    for (int at = start; at < end; at++) {
      if (in.get(at) != '\n') {
        continue;
      }
      int line = at + 1;
      if (end - line > TRANSFER_ENCODING.length() && isText(in, line, TRANSFER_ENCODING)) {
        throw new ProtocolException("answer with a Transfer-Encoding");
      }
      if (end - line > CONTENT_LENGTH.length() && isText(in, line, CONTENT_LENGTH)) {
        length = number(in, line + CONTENT_LENGTH.length());
      }
    }
    return length;
  }

  /// The number in the rest of a line.
  private static long number(ByteBuffer in, int from) throws ProtocolException {
    int at = from;
    while (in.get(at) == ' ') {
      at++;
    }
    long number = 0;
    int first = at;
    for (; in.get(at) != '\r' && number <= Integer.MAX_VALUE; at++) {
      number = number * 10 + digit(in.get(at));
    }
    if (at == first) {
      throw new ProtocolException("Content-Length without a number");
    }
    return number;
  }

  private static int digit(byte character) throws ProtocolException {
    if (character < '0' || character > '9') {
      throw new ProtocolException("no digit where a number was expected");
    }
    return character - '0';
  }

  /// Whether a text stands there, in capitals or not; it has to fit in.
  private static boolean isText(ByteBuffer in, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      int character = in.get(from + i);
      char wanted = text.charAt(i);
      if (character != wanted
          && (character < 'A' || character > 'Z' || character + 0x20 != wanted)) {
        return false;
      }
    }
    return true;
  }
}
