package io.edgemq.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Names in directories that survive a power loss: a file's bytes may be on the disk while the
/// entry that leads to them is not, until the directory is forced too.
public final class DurableNames {
  private static final int FORCED_MAX = 100_000;

  /// Directories whose names this process has forced: it is done once, not for each object.
  private static final Set<Path> FORCED = ConcurrentHashMap.newKeySet();

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

  /// Makes a directory and those between it and `root`; when this returns their names are on the
  /// disk, whoever made them.
  public static void createDirectories(Path root, Path path) throws IOException {
    if (!Files.isDirectory(root)) {
      Files.createDirectories(root);
      force(root);
    }
    Path at = root;
    for (Path name : root.relativize(path)) {
      at = at.resolve(name);
      boolean isMade = createDirectory(at);
      if (isMade || !FORCED.contains(at)) { // its maker may have died before it was forced
        force(at);
        if (FORCED.size() >= FORCED_MAX) {
          FORCED.clear();
        }
        FORCED.add(at);
      }
    }
  }

  private static boolean createDirectory(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return false;
    }
    try {
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(path)) {
        return true; // another thread was faster, and may not have forced it yet
      }
      throw e;
    }
  }
}
