package io.edgemq.ops.tools;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Progress as plain lines, for logs: none for what is done within a few seconds.
final class ProgressLines implements Progress {
  static final Duration PAUSE = Duration.ofSeconds(3);

  private final PrintWriter err;
  private final String task;
  private final String unit;
  private final long unitSize;
  private final InstantSource clock;
  private Instant nextLine;

  ProgressLines(PrintWriter err, String task, String unit, long unitSize, InstantSource clock) {
    this.err = err;
    this.task = task;
    this.unit = unit;
    this.unitSize = unitSize;
    this.clock = clock;
    nextLine = clock.instant().plus(PAUSE);
  }

  @Override
  public void at(long done, long of, String note) {
    Instant now = clock.instant();
    if (now.isBefore(nextLine)) {
      return;
    }
    nextLine = now.plus(PAUSE);
    err.println(
        "%s: %s%s %s%s"
            .formatted(
                task,
                Quantities.count(done / unitSize),
                of == NO_END ? "" : " of " + Quantities.count(of / unitSize),
                unit,
                note.isEmpty() ? "" : ", " + note));
    err.flush();
  }

  @Override
  public void close() {}
}
