package io.edgemq.cluster.directory;

import java.util.Optional;
import java.util.Set;

/// An API key as it is kept: its secret only as SHA-256, so that neither a heap dump nor the
/// control documents give it away.
///
/// @param tenant whose key it is
/// @param name what people call it; this is what logs show
/// @param secret SHA-256 of the key
/// @param endpoint the only endpoint it is good for; empty: all of the tenant
/// @param scopes what it may be used for
public record ApiKey(
    String tenant, String name, SecretHash secret, Optional<String> endpoint, Set<Scope> scopes) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }
}
