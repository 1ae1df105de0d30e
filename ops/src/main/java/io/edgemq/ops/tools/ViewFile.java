package io.edgemq.ops.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// Reads definitions of views that are named on the command line.
public final class ViewFile {
  private ViewFile() {}

  /// The view of a file.
  ///
  /// @throws IOException if it cannot be read, or with every fault of it, a line each
  public static PublishedView read(Path file) throws IOException {
    byte[] yaml = bytes(file);
    return switch (ViewReader.read(yaml)) {
      case CheckedView.Valid(var definition) ->
          new PublishedView(definition, new String(yaml, UTF_8));
      case CheckedView.Faulty(var faults) ->
          throw new IOException(
              "the definition has faults:\n"
                  + faults.stream()
                      .map(it -> "  " + file + ":" + it)
                      .collect(Collectors.joining("\n")));
    };
  }

  /// What a check says of a file.
  ///
  /// @throws IOException if it cannot be read
  public static CheckedView check(Path file) throws IOException {
    return ViewReader.read(bytes(file));
  }

  /// The bytes of a definition; of a file that is too long for one as many as show that.
  public static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ViewReader.YAML_BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    }
  }
}
