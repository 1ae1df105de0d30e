package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Endpoints and keys as this node knows them: immutable, so any thread may read it. A change is a
/// new directory.
public final class Directory {
  private static final Destination OPERATORS = new Destination.Operators();

  private final Map<String, Map<String, Endpoint>> endpoints = new HashMap<>();
  private final Map<SecretHash, ApiKey> keys = new HashMap<>();
  private final Map<KeyName, ApiKey> keysByName = new HashMap<>();
  private final Map<Name, Destination> destinations;
  private final boolean isComplete;

  /// Of an endpoint.
  record Name(String tenant, String endpoint) {}

  /// A directory of these endpoints and keys.
  ///
  /// @throws IllegalArgumentException if two endpoints have one name, two keys one secret, or a key
  ///   names an endpoint that is not there
  public Directory(List<Endpoint> endpoints, List<ApiKey> keys) {
    this(endpoints, keys, Map.of());
  }

  /// @param destinations of endpoints, and of such as there were, that do not go into the
  ///   operator's store
  Directory(List<Endpoint> endpoints, List<ApiKey> keys, Map<Name, Destination> destinations) {
    this(endpoints, keys, destinations, true);
  }

  private Directory(
      Collection<Endpoint> endpoints,
      Collection<ApiKey> keys,
      Map<Name, Destination> destinations,
      boolean isComplete) {
    this.destinations = Map.copyOf(destinations);
    this.isComplete = isComplete;
    for (Endpoint endpoint : endpoints) {
      Map<String, Endpoint> ofTenant =
          this.endpoints.computeIfAbsent(endpoint.tenant(), _ -> new HashMap<>());
      if (ofTenant.put(endpoint.name(), endpoint) != null) {
        throw new IllegalArgumentException(
            "endpoint %s/%s is there twice".formatted(endpoint.tenant(), endpoint.name()));
      }
    }
    for (ApiKey key : keys) {
      if (this.keys.put(key.secret(), key) != null) {
        throw new IllegalArgumentException("key " + key.name() + " has the secret of another key");
      }
      keysByName.put(KeyName.of(key), key);
      if (key.endpoint().isPresent() && endpoint(key.tenant(), key.endpoint().get()).isEmpty()) {
        throw new IllegalArgumentException("key " + key.name() + " names an unknown endpoint");
      }
    }
  }

  /// The same as long as the documents of the object store have not been read.
  Directory incomplete() {
    return new Directory(
        endpoints.values().stream().flatMap(it -> it.values().stream()).toList(),
        keys.values(),
        destinations,
        false);
  }

  /// Whether what is not here is nowhere: not as long as the documents of the object store have not
  /// been read.
  public boolean isComplete() {
    return isComplete;
  }

  /// All keys, in no order.
  public Collection<ApiKey> keys() {
    return Collections.unmodifiableCollection(keys.values());
  }

  /// The endpoint of that name.
  public Optional<Endpoint> endpoint(String tenant, String name) {
    return Optional.ofNullable(endpoints.getOrDefault(tenant, Map.of()).get(name));
  }

  /// Where the segments of an endpoint go, or of one that there was.
  public Destination destination(String tenant, String endpoint) {
    return destinations.getOrDefault(new Name(tenant, endpoint), OPERATORS);
  }

  /// Where the segments of some endpoint go, or of one that there was.
  public Collection<Destination> destinations() {
    return destinations.values();
  }

  /// Tenants that have an endpoint, in alphabetical order.
  public SortedSet<String> tenants() {
    return new TreeSet<>(endpoints.keySet());
  }

  /// All endpoints of a tenant, in no order.
  public List<Endpoint> endpoints(String tenant) {
    return List.copyOf(endpoints.getOrDefault(tenant, Map.of()).values());
  }

  /// The key with that secret.
  public Optional<ApiKey> key(SecretHash secret) {
    return Optional.ofNullable(keys.get(secret));
  }

  /// The key of that name.
  public Optional<ApiKey> key(KeyName name) {
    return Optional.ofNullable(keysByName.get(name));
  }

  /// Whether a key or an endpoint of another directory is not in this one.
  boolean lacksOf(Directory other) {
    return other.keys().stream().anyMatch(it -> !it.equals(keys.get(it.secret())))
        || other.endpoints.entrySet().stream()
            .anyMatch(it ->
                !endpoints
                    .getOrDefault(it.getKey(), Map.of())
                    .keySet()
                    .containsAll(it.getValue().keySet()));
  }
}
