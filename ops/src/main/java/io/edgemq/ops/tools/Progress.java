package io.edgemq.ops.tools;

import java.io.PrintWriter;
import java.time.InstantSource;

/// Tells people how something long is getting on. One thread at a time.
public interface Progress extends AutoCloseable {
  /// In place of the units in all: it goes on until it is told to stop.
  long NO_END = -1;

  /// It is so far. Cheap: what is shown is renewed now and then.
  ///
  /// @param done units, at most `of`
  /// @param of units in all, or [#NO_END]
  /// @param note anything else worth knowing, short
  void at(long done, long of, String note);

  /// It is over; nothing of it stays on a terminal.
  @Override
  void close();

  /// Nothing is told.
  static Progress none() {
    return new Progress() {
      @Override
      public void at(long done, long of, String note) {}

      @Override
      public void close() {}
    };
  }

  /// On a terminal a bar, elsewhere a line every few seconds.
  ///
  /// @param err messages to people
  /// @param task what is done, as in `Publishing`
  /// @param unit what is counted, as in `segments`
  /// @param unitSize how many of the units told make one of those shown
  static Progress on(PrintWriter err, String task, String unit, long unitSize) {
    return StandardStream.ERR.isTerminal()
        ? new ProgressBars(err, task, unit, unitSize)
        : new ProgressLines(err, task, unit, unitSize, InstantSource.system());
  }
}
