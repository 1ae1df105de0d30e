package io.edgemq.multijvm;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Where a node of a test has its things: data, logs, and a store that can be taken away from it.
///
/// The store's folder is reached through a link. While the store is away the link leads to a file,
/// so that nothing below it can be read or made, whoever runs the test.
record NodeFiles(Path folder) {
  /// Files in a folder; the store is there.
  static NodeFiles in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("present"));
    Files.writeString(folder.resolve("absent"), "the object store is away\n");
    var files = new NodeFiles(folder);
    files.bringStore();
    return files;
  }

  Path data() {
    return folder.resolve("data");
  }

  /// The objects as the node sees them.
  Path objectsOfNode() {
    return folder.resolve("store").resolve("objects");
  }

  /// The objects, wherever the link leads at present.
  Path objects() {
    return folder.resolve("present").resolve("objects");
  }

  /// Takes the object store away, at once.
  void takeStore() throws IOException {
    link("absent");
  }

  /// Brings the object store back, at once.
  void bringStore() throws IOException {
    link("present");
  }

  /// Segments on the node's disk, open or sealed, oldest first.
  List<Path> localSegments() throws IOException {
    return files(data().resolve("wal"), "seg-[0-9]{8}\\.wal");
  }

  /// Commit markers in the store, oldest first.
  List<Path> markers() throws IOException {
    return files(objects(), "seg-[0-9]{8}\\.json");
  }

  private void link(String target) throws IOException {
    Path draft = folder.resolve("store.new");
    Files.createSymbolicLink(draft, Path.of(target));
    Files.move(draft, folder.resolve("store"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Path> files(Path root, String name) throws IOException {
    var found = new ArrayList<Path>();
    if (!Files.isDirectory(root)) {
      return found;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().matches(name)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          // A node is at work there: what was listed may be gone the next moment.
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }
}
