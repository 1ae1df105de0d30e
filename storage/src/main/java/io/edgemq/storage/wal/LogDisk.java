package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.file.Path;

/// Where segment files are made: the seam at which tests let a disk fail and forget.
public interface LogDisk {
  /// Makes a new file; its directory entry is on the disk when this returns.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException if there is one
  LogFile create(Path path) throws IOException;

  /// Deletes a file if it is there.
  void delete(Path path) throws IOException;

  /// Returns once the name of a file or directory is on the disk.
  void forceName(Path entry) throws IOException;
}
