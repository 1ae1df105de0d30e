package io.edgemq.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder for the files of a benchmark, below `java.io.tmpdir`, gone when it is closed. Says so
/// on stderr where that is a tmpfs: a force there is none.
final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  static TemporaryFolder create() throws IOException {
    Path path = Files.createTempDirectory("edgemq-benchmark-");
    if (Files.getFileStore(path).type().equals("tmpfs")) {
      System.err.println("# " + path + " is in memory: use -jvmArgsAppend -Djava.io.tmpdir=FOLDER");
    }
    return new TemporaryFolder(path);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : deepestFirst) {
      Files.delete(one);
    }
  }
}
