package io.edgemq.ops.tools;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/// What stdout and stderr are connected to. Each is asked for itself, because one is often
/// redirected and the other is not; where the system does not tell (not Linux), the console decides
/// for both.
public enum StandardStream {
  /// Results.
  OUT(1),
  /// Messages to people.
  ERR(2);

  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

  private static final int WIDTH = 120;
  private static final int WIDTH_MIN = 40;

  private final Path descriptor;

  StandardStream(int descriptor) {
    this.descriptor = Path.of("/proc/self/fd/" + descriptor);
  }

  /// Whether a person at a terminal reads it, one on which the cursor can be moved.
  public boolean isTerminal() {
    return !"dumb".equals(System.getenv("TERM")) && isDevice();
  }

  /// Whether colours are wanted on it (https://no-color.org).
  public boolean isColoured() {
    String noColor = System.getenv("NO_COLOR");
    return isTerminal() && (noColor == null || noColor.isEmpty());
  }

  /// Characters that a line of it has: as many as the terminal shows, as picocli finds out, or
  /// enough for most tables where there is none.
  public int width(CommandSpec command) {
    return isTerminal() ? Math.max(WIDTH_MIN, command.usageMessage().width()) : WIDTH;
  }

  private boolean isDevice() {
    try {
      return TERMINAL.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
    } catch (IOException | UnsupportedOperationException _) {
      // Null where there is no terminal at all.
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }

  /// Whether another program reads it, which may stop doing so at any time.
  public boolean isPipe() {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }
}
