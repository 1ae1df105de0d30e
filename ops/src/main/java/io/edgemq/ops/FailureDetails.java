package io.edgemq.ops;

import io.edgemq.ops.settings.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
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
    Exception cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    Exception what = Objects.requireNonNullElse(cause, e);
    String message = String.valueOf(what.getMessage());
    boolean isSentence = what instanceof IOException && message.contains(" ");
    String text =
        what instanceof FileSystemException file
            ? file(file)
            : isSentence ? message : what.getClass().getSimpleName() + ": " + message;
    return Redaction.withoutKeys(text).replaceAll("\\s*\\R\\s*", " ");
  }

  /// The JDK's have nothing but a path for a message, or a path and what the system says.
  private static String file(FileSystemException e) {
    String file = Objects.requireNonNullElse(e.getFile(), "a file");
    return switch (e) {
      case NoSuchFileException _ -> file + ": there is no such file or folder";
      case AccessDeniedException _ ->
          file + ": no permission; run this as the user whom it belongs to";
      case FileAlreadyExistsException _ -> file + ": is there already, and is no folder";
      case NotDirectoryException _ -> file + ": is no folder";
      default ->
          e.getReason() == null
              ? e.getClass().getSimpleName() + ": " + file
              : file + ": " + e.getReason().toLowerCase(Locale.ROOT);
    };
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
