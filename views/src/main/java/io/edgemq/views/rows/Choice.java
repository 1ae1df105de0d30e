package io.edgemq.views.rows;

/// Which rows of a segment are wanted. Any thread.
public interface Choice {
  /// All of them.
  Choice ALL =
      new Choice() {
        @Override
        public boolean hasFrame(long offset) {
          return true;
        }

        @Override
        public boolean hasItem(long offset, int item) {
          return true;
        }
      };

  /// Whether a frame is wanted, or something of it.
  ///
  /// @param offset of the frame in the raw segment
  boolean hasFrame(long offset);

  /// Whether an element or a line of a frame that is wanted is.
  ///
  /// @param item as in [DeadLetter#item]
  boolean hasItem(long offset, int item);
}
