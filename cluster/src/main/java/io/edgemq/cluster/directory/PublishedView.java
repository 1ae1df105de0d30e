package io.edgemq.cluster.directory;

import io.edgemq.views.definition.ViewDefinition;

/// A view as endpoints have it: what it means, and the text that says so.
///
/// @param yaml what `definition` was read from
public record PublishedView(ViewDefinition definition, String yaml) {
  /// `name vN`, as people write it.
  public String label() {
    return definition.name() + " v" + definition.version();
  }

  /// Whether the other is of the same name and version and means something else, which no tenant
  /// may have.
  public boolean contradicts(PublishedView other) {
    return definition.name().equals(other.definition.name())
        && definition.version() == other.definition.version()
        && !definition.equals(other.definition);
  }
}
