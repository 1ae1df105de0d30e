package io.edgemq.ops.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The processes that were started, and the folder that they share. All are stopped and the folder
/// is removed when this is closed, and when the JVM is told to end. Safe for use by any thread.
final class Children implements AutoCloseable {
  private final Path folder;
  private final Thread hook = new Thread(this::endAll);
  private final List<ChildProcess> running = new ArrayList<>();
  private boolean isEnding;

  /// @param below where the folder is made
  Children(Path below) throws IOException {
    folder = Files.createTempDirectory(below, "edgemq-bench-").toAbsolutePath();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// A new folder.
  Path folder(String name) throws IOException {
    synchronized (this) {
      requireGoingOn();
      return Files.createTempDirectory(folder, name + "-");
    }
  }

  /// Starts a process, in this JVM's environment.
  ///
  /// @param log gets what it says
  ChildProcess start(String name, List<String> command, Path log) throws IOException {
    synchronized (this) {
      requireGoingOn();
      running.removeIf(it -> !it.isAlive());
      ChildProcess child = ChildProcess.start(name, command, log);
      running.add(child);
      return child;
    }
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // It is running.
    }
  }

  private void requireGoingOn() throws IOException {
    if (isEnding) {
      throw new IOException("told to stop");
    }
  }

  private void endAll() {
    List<ChildProcess> all;
    synchronized (this) {
      isEnding = true;
      all = List.copyOf(running);
    }
    try {
      // Nothing of them is wanted any more.
      all.forEach(ChildProcess::kill);
      remove(folder);
    } catch (IOException | RuntimeException _) {
      // Whoever runs this sees what is left, in a folder for temporary files.
    }
  }

  /// Removes a folder with all that is in it, also while another thread does.
  static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
