package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A JSON value as it is written: an object or array of a message, or what `json_extract` or a cast
/// to `json` gave. Its text is made when someone wants it.
final class JsonText {
  private final byte[] bytes;
  private final int from;
  private final int to;

  /// @param bytes of which `[from, to)` is one JSON value in UTF-8, not to be changed
  JsonText(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static JsonText of(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new JsonText(bytes, 0, bytes.length);
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  boolean isArray() {
    return bytes[from] == '[';
  }

  boolean isObject() {
    return bytes[from] == '{';
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, UTF_8);
  }
}
