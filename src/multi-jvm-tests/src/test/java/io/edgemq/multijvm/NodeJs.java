package io.edgemq.multijvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Scripts for Node.js, with the packages that `npm ci` installs beside them.
final class NodeJs {
  private static final Path FOLDER = Path.of("src", "test", "node").toAbsolutePath();
  private static final String CHECK =
      "['mqtt', 'ws'].forEach(it => require('%s/node_modules/' + it))".formatted(FOLDER);

  private NodeJs() {}

  /// Skips the test if Node.js or a package is not installed; in CI it fails.
  static void require() throws Exception {
    InstalledProgram.require(
        "nodejs and npm, and run `npm ci` in " + FOLDER, List.of("node", "-e", CHECK));
  }

  /// A script as a program that can be started.
  ///
  /// @param authority that it trusts beside those of Node.js
  static ProcessBuilder script(String name, TestAuthority authority, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node", FOLDER.resolve(name).toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("NODE_EXTRA_CA_CERTS", authority.file().toString());
    return builder;
  }
}
