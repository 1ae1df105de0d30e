package io.edgemq.ops;

import io.edgemq.ops.settings.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is told of an exception that ended a command: one line, and the rest in a file.
final class FailureDetails {
  private FailureDetails() {}

  /// Whether people asked for stack traces (`EDGEMQ_DEBUG`).
  static boolean isWanted(@Nullable String debug) {
    return debug != null && !debug.isEmpty() && !debug.equals("0");
  }

  /// What failed, on one line.
  static String line(Exception e) {
    String message = String.valueOf(e.getMessage());
    // Some of the JDK's have nothing but a path for a message.
    boolean isSentence = e instanceof IOException && message.contains(" ");
    String text = isSentence ? message : e.getClass().getSimpleName() + ": " + message;
    return Redaction.withoutKeys(text).replaceAll("\\s*\\R\\s*", " ");
  }

  /// The stack trace.
  static String text(Exception e) {
    var text = new StringWriter();
    e.printStackTrace(new PrintWriter(text, true));
    return Redaction.withoutKeys(text.toString());
  }

  /// Puts the stack trace into a file and tells where.
  static String kept(Exception e) {
    try {
      Path file = Files.createTempFile("edgemq-failure-", ".txt");
      return "edgemq: details are in " + Files.writeString(file, text(e));
    } catch (IOException _) {
      return "edgemq: EDGEMQ_DEBUG=1 prints the details";
    }
  }
}
