package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;

/// Whose key was sent.
public sealed interface Identity {
  /// The key is good. What for, its scopes say.
  record Known(ApiKey key) implements Identity {}

  /// It is good for nothing.
  record Unknown(Authentication.Denied why) implements Identity {}
}
