package io.edgemq.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Folders below `target`, so that what a failed test leaves is found, and lies on a real disk.
final class TargetFolder implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Path parent = Path.of("target", "nodes").toAbsolutePath();
    Files.createDirectories(parent);
    return Files.createTempDirectory(parent, context.getRequiredTestClass().getSimpleName() + "-");
  }
}
