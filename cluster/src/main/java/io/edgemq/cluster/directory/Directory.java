package io.edgemq.cluster.directory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Endpoints and keys as this node knows them: immutable, so any thread may read it. A change is a
/// new directory.
public final class Directory {
  private final Map<Name, Endpoint> endpoints = new HashMap<>();
  private final Map<SecretHash, ApiKey> keys = new HashMap<>();

  private record Name(String tenant, String endpoint) {}

  /// A directory of these endpoints and keys.
  ///
  /// @throws IllegalArgumentException if two endpoints have one name, two keys one secret, or a key
  ///   names an endpoint that is not there
  public Directory(List<Endpoint> endpoints, List<ApiKey> keys) {
    for (Endpoint endpoint : endpoints) {
      var name = new Name(endpoint.tenant(), endpoint.name());
      if (this.endpoints.put(name, endpoint) != null) {
        throw new IllegalArgumentException("endpoint " + name + " is there twice");
      }
    }
    for (ApiKey key : keys) {
      if (this.keys.put(key.secret(), key) != null) {
        throw new IllegalArgumentException("key " + key.name() + " has the secret of another key");
      }
      if (key.endpoint().isPresent() && endpoint(key.tenant(), key.endpoint().get()).isEmpty()) {
        throw new IllegalArgumentException("key " + key.name() + " names an unknown endpoint");
      }
    }
  }

  /// The endpoint of that name.
  public Optional<Endpoint> endpoint(String tenant, String name) {
    return Optional.ofNullable(endpoints.get(new Name(tenant, name)));
  }

  /// All endpoints of a tenant, in no order.
  public List<Endpoint> endpoints(String tenant) {
    return endpoints.values().stream().filter(it -> it.tenant().equals(tenant)).toList();
  }

  /// The key with that secret.
  public Optional<ApiKey> key(SecretHash secret) {
    return Optional.ofNullable(keys.get(secret));
  }
}
