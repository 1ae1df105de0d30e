package io.edgemq.ops.replay;

import java.io.IOException;

/// Where frames go. One thread.
interface FrameTarget {
  /// Takes the frame that a log is at; it may arrive later.
  void take(LogCursor at) throws IOException, InterruptedException;

  /// Returns when everything has arrived.
  void finish() throws IOException, InterruptedException;
}
