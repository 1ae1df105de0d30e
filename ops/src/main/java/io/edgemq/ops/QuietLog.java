package io.edgemq.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// Only warnings and errors are logged as long as it is open, unless a level was asked for
/// (`EDGEMQ_LOG`): for commands that people read the output of.
final class QuietLog implements AutoCloseable {
  private final Level before = root().getLevel();

  QuietLog() {
    if (System.getenv("EDGEMQ_LOG") == null) {
      root().setLevel(Level.WARN);
    }
  }

  @Override
  public void close() {
    root().setLevel(before);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }
}
