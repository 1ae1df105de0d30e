package io.edgemq.views.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What becomes of the frames of a segment in one view: passes rows and dead letters to the sink,
/// and counts.
///
/// Where a message makes several rows, what becomes of them is held back until the message is at
/// its end, and bounded by [#MESSAGE_BYTES_MAX]: a message of 1 MiB can make 500,000 rows or dead
/// letters, and each dead letter has the whole message with it. A message beyond the bound is one
/// dead letter, and has no rows. Where a message is one row nothing is held back.
final class Tally {
  /// Bytes of the rows that one message makes, and bytes of its dead letters: each at most this.
  static final long MESSAGE_BYTES_MAX = 64L << 20;

  private static final int ERROR_MAX = 300;

  private final int view;
  private final RowSink sink;
  private final boolean isOneRowAMessage;
  private final Choice choice;
  private @Nullable String error;

  private long framesIn;
  private long rowsIn;
  private long rowsOut;
  private long filtered;
  private long deadLettered;

  /// Of the message that the reader stands at.
  private final List<Object> held = new ArrayList<>();

  private long offset;
  private long payloadBytes;

  /// Those passed, and those of them that are chosen.
  private int items;

  private int chosen;
  private long rowBytes;
  private int rows;
  private int letters;
  private boolean isTooLarge;

  /// @param view its place, for the sink
  Tally(int view, boolean isOneRowAMessage, Choice choice, RowSink sink) {
    this.view = view;
    this.isOneRowAMessage = isOneRowAMessage;
    this.choice = choice;
    this.sink = sink;
  }

  /// A message begins.
  ///
  /// @param payloadBytes what each of its dead letters carries
  void frame(long offset, int payloadBytes) {
    framesIn++;
    this.offset = offset;
    this.payloadBytes = payloadBytes;
    items = 0;
    chosen = 0;
    rowBytes = 0;
    rows = 0;
    letters = 0;
    isTooLarge = false;
    held.clear();
  }

  /// Whether nothing more of this message is wanted.
  boolean isTooLarge() {
    return isTooLarge;
  }

  /// A row that the filter excludes, or an error drops.
  void filter() {
    if (isOneRowAMessage) {
      rowsIn++;
      filtered++;
    } else {
      nextItem();
    }
  }

  /// Whether the item at hand is chosen; it is passed.
  private boolean nextItem() {
    boolean isChosen = choice.hasItem(offset, items++);
    chosen += isChosen ? 1 : 0;
    return isChosen;
  }

  void row(Row row) throws IOException {
    if (isOneRowAMessage) {
      rowsIn++;
      rowsOut++;
      sink.row(view, row);
      return;
    }
    if (nextItem()) {
      rows++;
      rowBytes += row.bytes();
      hold(row, rowBytes);
    }
  }

  /// A row that is a dead letter.
  void bury(Optional<String> column, Reason reason, String detail) throws IOException {
    if (isOneRowAMessage) {
      rowsIn++;
      deadLettered++;
      sink.deadLetter(view, new DeadLetter(column, OptionalInt.empty(), reason, detail));
      return;
    }
    var letter = new DeadLetter(column, OptionalInt.of(items), reason, detail);
    if (nextItem()) {
      letters++;
      hold(letter, letters * payloadBytes);
    }
  }

  /// The message as a whole is a dead letter, whatever it might have made.
  void buryMessage(Reason reason, String detail) throws IOException {
    held.clear();
    chosen = 0;
    rows = 0;
    letters = 0;
    rowsIn++;
    deadLettered++;
    sink.deadLetter(view, new DeadLetter(Optional.empty(), OptionalInt.empty(), reason, detail));
  }

  private void hold(Object what, long bytes) {
    held.add(what);
    if (bytes > MESSAGE_BYTES_MAX) {
      isTooLarge = true;
      held.clear();
    }
  }

  /// The message is at its end.
  void endFrame() throws IOException {
    if (isOneRowAMessage) {
      return;
    }
    if (isTooLarge) {
      buryMessage(
          Reason.TOO_LARGE,
          "its first %d rows and %d dead letters take more than %d bytes"
              .formatted(rows, letters, MESSAGE_BYTES_MAX));
      return;
    }
    rowsIn += chosen;
    rowsOut += rows;
    deadLettered += letters;
    filtered += chosen - rows - letters;
    for (Object it : held) {
      switch (it) {
        case Row row -> sink.row(view, row);
        case DeadLetter letter -> sink.deadLetter(view, letter);
        default -> throw new IllegalStateException();
      }
    }
    held.clear();
  }

  /// The view fails as a whole.
  void fail(Throwable cause) {
    error = Texts.cut(JsonQuotes.withoutLoneSurrogates(cause.toString()), ERROR_MAX);
    held.clear();
  }

  boolean hasFailed() {
    return error != null;
  }

  Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /// Of a view that failed, every frame is a row that is a dead letter.
  ViewCounts counts() {
    return hasFailed()
        ? new ViewCounts(framesIn, framesIn, 0, 0, framesIn)
        : new ViewCounts(framesIn, rowsIn, rowsOut, filtered, deadLettered);
  }
}
