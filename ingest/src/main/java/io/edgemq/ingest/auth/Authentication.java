package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Endpoint;

/// What the check of a key came to.
public sealed interface Authentication {
  /// The key is good for publishing to this endpoint.
  record Granted(ApiKey key, Endpoint endpoint) implements Authentication {}

  /// It is not.
  record Denied(Denial reason) implements Authentication {}

  /// Why a key is not good.
  enum Denial {
    /// None was sent.
    NO_KEY,
    /// It is not known.
    UNKNOWN_KEY,
    /// It may not publish.
    NO_INGEST_SCOPE,
    /// It is good for several endpoints, and none was named.
    ENDPOINT_NOT_NAMED
  }
}
