package io.edgemq.views.check;

import io.edgemq.views.check.CheckedView.Faulty;
import io.edgemq.views.check.CheckedView.Valid;
import io.edgemq.views.definition.ViewDefinition;
import java.util.Optional;

/// Reads definitions of views. Any thread; whatever the bytes are, the answer is a definition or
/// faults, in time and memory that the size of the text bounds.
public final class ViewReader {
  /// What a definition may have, in bytes.
  public static final int YAML_BYTES_MAX = 64 * 1024;

  private ViewReader() {}

  /// Reads one definition.
  ///
  /// @param yaml one document of YAML 1.2 in UTF-8, with or without a byte order mark
  public static CheckedView read(byte[] yaml) {
    var faults = new Faults();
    Optional<ViewDefinition> definition =
        YamlDocument.read(yaml, faults).flatMap(it -> new DefinitionReader(faults).read(it));
    if (faults.isEmpty() && definition.isPresent()) {
      return new Valid(definition.get());
    }
    return new Faulty(faults.inOrder());
  }
}
