package io.edgemq.ops.replay;

import java.time.Duration;

/// Waits before a request is sent again.
@FunctionalInterface
public interface Pause {
  /// Returns after that time.
  ///
  /// @param why for people
  void pause(String why, Duration wait) throws InterruptedException;
}
