package io.edgemq.views.rows;

/// Bytes are not one JSON value in UTF-8. The message says why, and at which byte.
final class NotJson extends Exception {
  NotJson(String message) {
    super(message, null, false, false);
  }
}
