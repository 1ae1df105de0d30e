package io.edgemq.views.rows;

/// What became of the frames of a segment in one view.
///
/// @param framesIn frames
/// @param rowsIn messages, lines of messages, or elements of arrays, and one for each that could
///   not be taken apart; always `rowsOut + filtered + deadLettered`
/// @param rowsOut rows of the view
/// @param filtered rows where the filter is not true, or that an error dropped
/// @param deadLettered rows that are dead letters
public record ViewCounts(
    long framesIn, long rowsIn, long rowsOut, long filtered, long deadLettered) {
  public ViewCounts {
    if (rowsIn != rowsOut + filtered + deadLettered) {
      throw new IllegalStateException(
          "%d rows in, but %d out, %d filtered and %d dead letters"
              .formatted(rowsIn, rowsOut, filtered, deadLettered));
    }
  }
}
