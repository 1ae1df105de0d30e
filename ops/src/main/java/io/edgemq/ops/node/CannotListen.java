package io.edgemq.ops.node;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.regex.Pattern;

/// A port that is not to be had. The text says which, why, and what to change.
final class CannotListen extends IOException {
  private static final long serialVersionUID = 1;

  /// What the system puts before its reason.
  private static final Pattern ADDRESS = Pattern.compile("^\\[/.*:\\d+] ");

  /// @param section of the configuration that the port is in
  CannotListen(String section, String host, int port, Throwable failure) {
    super(text(section, host, port, failure), failure);
  }

  private static String text(String section, String host, int port, Throwable failure) {
    String why = why(failure);
    String another =
        why.contains("in use") || why.contains("permission") ? "port=PORT" : "host=HOST";
    return "cannot listen on %s:%d: %s; choose another with -D %s.%s"
        .formatted(host, port, why, section, another);
  }

  private static String why(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return ADDRESS
            .matcher(String.valueOf(cause.getMessage()))
            .replaceFirst("")
            .toLowerCase(Locale.ROOT);
      }
      if (cause instanceof UnresolvedAddressException) {
        return "no host has this name";
      }
    }
    return String.valueOf(failure.getMessage());
  }
}
