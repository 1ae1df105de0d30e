package io.edgemq.views.render;

/// A view makes more of a segment than it may; it fails alone.
final class LimitExceeded extends RuntimeException {
  LimitExceeded(String message) {
    super(message);
  }
}
