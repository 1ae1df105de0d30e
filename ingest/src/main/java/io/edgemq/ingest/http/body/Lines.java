package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// One record for each non-empty line. A line ends with LF or with the body; one CR before that end
/// is not part of it. A line is empty if nothing is left then: white space alone is a record. Bytes
/// are taken as they are, whether they are text or not.
final class Lines implements Splitter {
  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final byte[] HELD_CR = {CR};

  private final FrameBlocks frames;

  /// The last chunk ended with CR, and what follows decides what it is.
  private boolean isCrHeld;

  Lines(FrameBlocks frames) {
    this.frames = frames;
  }

  @Override
  public @Nullable Rejected take(byte[] bytes, int from, int to) {
    if (isCrHeld && bytes[from] != LF) {
      Rejected fault = frames.append(HELD_CR, 0, 1, 1);
      if (fault != null) {
        return fault;
      }
    }
    isCrHeld = false;
    int at = from;
    for (int lf = lineFeed(bytes, at, to); lf < to; lf = lineFeed(bytes, at, to)) {
      int lineTo = lf > at && bytes[lf - 1] == CR ? lf - 1 : lf;
      Rejected fault = frames.append(bytes, at, lineTo, to);
      if (fault != null) {
        return fault;
      }
      frames.end();
      at = lf + 1;
    }
    isCrHeld = at < to && bytes[to - 1] == CR;
    return frames.append(bytes, at, isCrHeld ? to - 1 : to, to);
  }

  @Override
  public @Nullable Rejected finish() {
    frames.end();
    return null;
  }

  /// Where the next LF stands, `to` if there is none.
  private static int lineFeed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != LF) {
      at++;
    }
    return at;
  }
}
