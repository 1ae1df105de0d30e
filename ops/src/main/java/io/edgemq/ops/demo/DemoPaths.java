package io.edgemq.ops.demo;

import java.nio.file.Path;

/// Paths as they are shown and typed in again: as short as can be, fit for a shell.
final class DemoPaths {
  private DemoPaths() {}

  /// Relative to where the program was started, if it lies there.
  static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path there = path.toAbsolutePath().normalize();
    return there.startsWith(here) && !there.equals(here) ? here.relativize(there) : there;
  }

  /// As an argument in a POSIX shell.
  static String quoted(Path path) {
    String text = shown(path).toString();
    return text.matches("[A-Za-z0-9._/+=:@%-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
