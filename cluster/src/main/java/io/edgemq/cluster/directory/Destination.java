package io.edgemq.cluster.directory;

import io.edgemq.storage.s3.S3Bucket;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Objects;
import java.nio.file.Path;
import java.util.Optional;

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

  /// Into a bucket.
  ///
  /// @param credentials name of keys that nodes have in their configuration; empty: what their
  ///   environment has
  /// @param role to assume with these; its own source of credentials does not count
  /// @param objects what they are made with
  record S3(
      S3Bucket bucket,
      Optional<String> credentials,
      Optional<S3Credentials.Role> role,
      S3Objects objects)
      implements Destination {
    @Override
    public String label() {
      return bucket.toString();
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
