package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/// A segment file being appended to: each write goes to its end and may be short. One owner.
public interface LogFile extends WritableByteChannel {
  /// Returns once everything written is on the disk. After a failure nothing is known of what was
  /// written since the last success, and a second try may wrongly succeed: never call it again.
  void force() throws IOException;

  /// Cuts the file off behind so many bytes.
  void truncate(long bytes) throws IOException;
}
