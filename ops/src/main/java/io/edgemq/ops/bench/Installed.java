package io.edgemq.ops.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What there is on this machine to compare with.
public final class Installed {
  /// Programs of administrators are not on everybody's path.
  private static final List<String> FURTHER_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin");

  /// The root of the sources that this program was built from, given by the launcher.
  private static final String HOME = "edgemq.home";

  private Installed() {}

  /// The broker.
  public static Optional<Path> mosquitto() {
    return program("mosquitto", Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  /// Where the benchmarks are built, if they are.
  public static Optional<Path> benchmarks() {
    return Optional.ofNullable(System.getProperty(HOME))
        .map(it -> Path.of(it, "src", "benchmarks", "target"))
        .filter(it -> Files.isDirectory(it.resolve("lib")));
  }

  /// A program.
  ///
  /// @param path folders with colons
  static Optional<Path> program(String name, String path) {
    return Stream.concat(Stream.of(path.split(":", -1)), FURTHER_FOLDERS.stream())
        .filter(it -> !it.isEmpty())
        .map(it -> Path.of(it, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
