package io.edgemq.ingest.http;

import org.jspecify.annotations.Nullable;

/// Judges the head of a request as far as it says where the request ends (RFC 9112): what is not
/// exactly as it should be is refused, also where pekko-http would see a sense in it or would pass
/// over it, because others on the way may see another. What else a head says is left to pekko-http.
final class RequestHead {
  static final int CHUNKED = -1;

  private static final int LENGTH_DIGITS_MAX = 18;
  private static final String VERSION_WITH_CHUNKS = "HTTP/1.1";

  private final byte[] bytes;
  private final int end;
  private int at;

  /// Of the body; [#CHUNKED] if it is in chunks.
  private long length;

  private boolean hasLength;
  private boolean hasCoding;
  private int hosts;

  private RequestHead(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// What was found.
  sealed interface Judged {
    /// The request goes on.
    ///
    /// @param length of its body, [#CHUNKED] if that is in chunks
    record Sound(long length) implements Judged {}

    /// It is refused.
    ///
    /// @param detail what is wrong
    record Malformed(String detail) implements Judged {}
  }

  /// Judges `[from, end)`: lines that end in CR LF, the last of them empty.
  static Judged judge(byte[] bytes, int from, int end) {
    var head = new RequestHead(bytes, from, end);
    String fault = head.fault();
    return fault == null ? new Judged.Sound(head.length) : new Judged.Malformed(fault);
  }

  private @Nullable String fault() {
    int line = at;
    int lineEnd = lineEnd();
    for (int i = line; i < lineEnd; i++) {
      if (bytes[i] < ' ' || bytes[i] == 0x7F) { // negative: not ASCII
        return "the request line has a character that it must not have";
      }
    }
    boolean mayHaveChunks = endsWith(line, lineEnd, VERSION_WITH_CHUNKS);
    for (at = lineEnd + 2; at < end - 2; at = lineEnd + 2) {
      lineEnd = lineEnd();
      String fault = headerFault(at, lineEnd);
      if (fault != null) {
        return fault;
      }
    }
    if (hasCoding && !mayHaveChunks) {
      return "only requests of HTTP/1.1 may have a Transfer-Encoding";
    }
    return null;
  }

  private int lineEnd() {
    int i = at;
    while (bytes[i] != '\n') {
      i++;
    }
    return i - 1;
  }

  private @Nullable String headerFault(int from, int to) {
    int colon = from;
    while (colon < to && isToken(bytes[colon])) {
      colon++;
    }
    if (colon == from || colon == to || bytes[colon] != ':') {
      return "a header has no name, or one with a character that it must not have, or is folded";
    }
    for (int i = colon + 1; i < to; i++) {
      int c = bytes[i] & 0xFF;
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        return "a header has a control character";
      }
    }
    return switch (colon - from) {
      case 4 -> isNamed(from, "host") ? hostFault() : null;
      case 14 -> isNamed(from, "content-length") ? lengthFault(colon + 1, to) : null;
      case 17 -> isNamed(from, "transfer-encoding") ? codingFault(colon + 1, to) : null;
      default -> null;
    };
  }

  private @Nullable String hostFault() {
    hosts++;
    return hosts > 1 ? "the request has several Host headers" : null;
  }

  private @Nullable String lengthFault(int from, int to) {
    if (hasLength || hasCoding) {
      return "the request has several Content-Length or Transfer-Encoding headers";
    }
    hasLength = true;
    int first = trimmedFrom(from, to);
    int last = trimmedTo(first, to);
    if (first == last || last - first > LENGTH_DIGITS_MAX) {
      return "the Content-Length is no number";
    }
    for (int i = first; i < last; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return "the Content-Length is no number";
      }
      length = length * 10 + bytes[i] - '0';
    }
    return null;
  }

  private @Nullable String codingFault(int from, int to) {
    if (hasLength || hasCoding) {
      return "the request has several Content-Length or Transfer-Encoding headers";
    }
    hasCoding = true;
    length = CHUNKED;
    int first = trimmedFrom(from, to);
    int last = trimmedTo(first, to);
    return last - first == "chunked".length() && isNamed(first, "chunked")
        ? null
        : "the Transfer-Encoding is another than chunked";
  }

  private int trimmedFrom(int from, int to) {
    int i = from;
    while (i < to && isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  private int trimmedTo(int from, int to) {
    int i = to;
    while (i > from && isBlank(bytes[i - 1])) {
      i--;
    }
    return i;
  }

  private boolean isNamed(int from, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      byte c = bytes[from + i];
      int lower = c >= 'A' && c <= 'Z' ? c + 0x20 : c;
      if (lower != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean endsWith(int from, int to, String text) {
    int start = to - text.length();
    for (int i = 0; i < text.length(); i++) {
      if (start < from || bytes[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  /// RFC 9110, section 5.6.2.
  static boolean isToken(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }
}
