package io.edgemq.cluster.directory;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Endpoints and keys as this node knows them: immutable, so any thread may read it. A change is a
/// new directory.
public final class Directory {
  private final Map<Name, Endpoint> endpoints = new HashMap<>();
  private final Map<SecretHash, ApiKey> keys = new HashMap<>();
  private final boolean isComplete;

  private record Name(String tenant, String endpoint) {}

  /// A directory of these endpoints and keys.
  ///
  /// @throws IllegalArgumentException if two endpoints have one name, two keys one secret, or a key
  ///   names an endpoint that is not there
  public Directory(List<Endpoint> endpoints, List<ApiKey> keys) {
    this(endpoints, keys, true);
  }

  private Directory(Collection<Endpoint> endpoints, Collection<ApiKey> keys, boolean isComplete) {
    this.isComplete = isComplete;
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

  /// The same endpoints with other keys.
  ///
  /// @param isComplete whether there are no other keys than these
  Directory with(Collection<ApiKey> others, boolean isComplete) {
    return new Directory(endpoints.values(), others, isComplete);
  }

  /// Whether a key that is not here is none: not as long as the documents of the object store have
  /// not been read.
  public boolean isComplete() {
    return isComplete;
  }

  /// All keys, in no order.
  public Collection<ApiKey> keys() {
    return Collections.unmodifiableCollection(keys.values());
  }

  /// The endpoint of that name.
  public Optional<Endpoint> endpoint(String tenant, String name) {
    return Optional.ofNullable(endpoints.get(new Name(tenant, name)));
  }

  /// Tenants that have an endpoint, in alphabetical order.
  public SortedSet<String> tenants() {
    return endpoints.keySet().stream()
        .map(Name::tenant)
        .collect(Collectors.toCollection(TreeSet::new));
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
