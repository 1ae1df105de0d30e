package io.edgemq.cluster.directory;

import java.nio.file.Path;

/// Where the objects of an endpoint go.
public sealed interface Destination {
  /// What it is called in logs; nothing secret.
  String label();

  /// Into the operator's object store, where control documents are too.
  record Operators() implements Destination {
    @Override
    public String label() {
      return "the operator's store";
    }
  }

  /// Into a folder that every node has.
  ///
  /// @param path absolute
  record Folder(Path path) implements Destination {
    @Override
    public String label() {
      return "folder " + path;
    }
  }

  /// Nowhere for now: what the endpoint names is not known, and no other place is right.
  ///
  /// @param name as the endpoint has it
  record Unknown(String name) implements Destination {
    @Override
    public String label() {
      return "unknown destination " + name;
    }
  }
}
