package io.edgemq.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/// Names in directories that survive a power loss: a file's bytes may be on the disk while the
/// entry that leads to them is not, until the directory is forced too.
public final class DurableNames {
  private DurableNames() {}

  /// Returns once the name of a file or directory is on the disk.
  public static void force(Path entry) throws IOException {
    Path directory = entry.toAbsolutePath().getParent();
    if (directory == null) {
      return; // the root is always there
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Makes a directory and those above it; when this returns their names are on the disk.
  public static void createDirectories(Path path) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = path.toAbsolutePath();
        at != null && !Files.isDirectory(at);
        at = at.getParent()) {
      missing.push(at);
    }
    for (Path directory : missing) {
      try {
        Files.createDirectory(directory);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory)) {
          throw e;
        } // otherwise another thread was faster
      }
      force(directory);
    }
  }

  /// Makes the directory that a file is to lie in, as [#createDirectories] does.
  public static void createParent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
  }
}
