package io.edgemq.storage.wal;

import io.edgemq.storage.disk.DurableNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// A node's data directory: its instance id and the root of its logs. Held by one process at a
/// time, from [#open] to [#close].
public final class DataDirectory implements AutoCloseable {
  private static final String INSTANCE_FILE = "instance-id";

  private final Path path;
  private final String instance;
  private final FileChannel lockChannel;

  private DataDirectory(Path path, String instance, FileChannel lockChannel) {
    this.path = path;
    this.instance = instance;
    this.lockChannel = lockChannel;
  }

  /// Opens the directory, making it and its instance id on the first start.
  ///
  /// @throws IOException if another process holds it, or it cannot be made, read or written
  public static DataDirectory open(Path path) throws IOException {
    DurableNames.createDirectories(path, path.resolve("wal"));
    FileChannel lockChannel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockChannel.tryLock();
      if (lock == null) {
        throw new IOException("data directory " + path + " is in use by another process");
      }
      return new DataDirectory(path, instanceId(path), lockChannel);
    } catch (OverlappingFileLockException e) {
      lockChannel.close();
      throw new IOException("data directory " + path + " is in use by this process", e);
    } catch (IOException e) {
      lockChannel.close();
      throw e;
    }
  }

  /// Opens the directory of a node that has run before, and makes none.
  ///
  /// @throws IOException if it is none, another process holds it, or it cannot be read or written
  public static DataDirectory openExisting(Path path) throws IOException {
    if (!Files.isRegularFile(path.resolve(INSTANCE_FILE))) {
      throw new IOException(
          "%s is no data directory of a node: it has no file %s".formatted(path, INSTANCE_FILE));
    }
    return open(path);
  }

  /// The directory itself.
  public Path path() {
    return path;
  }

  /// Names this disk: made once, then stable.
  public String instance() {
    return instance;
  }

  /// Where the logs lie.
  public Path walRoot() {
    return path.resolve("wal");
  }

  /// Every epoch of every log, the epochs of a log oldest first. What is no epoch is passed over.
  public List<EpochDirectory> epochs() throws IOException {
    var epochs = new ArrayList<EpochDirectory>();
    for (Path tenant : directories(walRoot())) {
      for (Path endpoint : directories(tenant)) {
        for (Path partition : directories(endpoint)) {
          Optional<WalId> wal = WalId.parse(walRoot().relativize(partition).toString());
          if (wal.isPresent()) {
            epochs.addAll(EpochDirectory.list(walRoot(), wal.get()));
          }
        }
      }
    }
    return epochs;
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  private static List<Path> directories(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String instanceId(Path path) throws IOException {
    Path file = path.resolve(INSTANCE_FILE);
    try {
      String text = Files.readString(file).strip();
      if (!Names.isName(text)) {
        throw new IOException("instance id in " + file + " is not " + Names.RULE);
      }
      return text;
    } catch (NoSuchFileException e) {
      String made = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
      Path draft = path.resolve(INSTANCE_FILE + ".tmp");
      Files.writeString(draft, made + "\n");
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      DurableNames.force(file);
      return made;
    }
  }
}
