package io.edgemq.cluster.directory;

import java.nio.file.Path;

/// Where the objects of an endpoint go.
public sealed interface Destination {
  /// Into the operator's object store, where control documents are too.
  record Operators() implements Destination {}

  /// Into a folder that every node has.
  ///
  /// @param path absolute
  record Folder(Path path) implements Destination {}

  /// Nowhere for now: what the endpoint names is not known, and no other place is right.
  ///
  /// @param name as the endpoint has it
  record Unknown(String name) implements Destination {}
}
