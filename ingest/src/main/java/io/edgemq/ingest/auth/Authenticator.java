package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.Authentication.Denial;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says which endpoint a key may publish to. The key is compared as whole bytes, through its
/// SHA-256. Any thread; never blocks.
public final class Authenticator {
  private final Directory directory;

  public Authenticator(Directory directory) {
    this.directory = directory;
  }

  /// Checks the key that a client sent and finds the endpoint that it is for.
  ///
  /// The path names an endpoint of the key's tenant, or the key is denied. A host names the
  /// endpoint that its first label is the name of, if the tenant has one:
  /// `plant.ingest.example.com` names `plant`, and `mqtt.example.com` mostly nothing. A key may be
  /// bound to an endpoint. All that name one must name the same; if nothing does, it is the
  /// tenant's only one.
  ///
  /// The key comes first: without one that may publish, nothing is found out about endpoints.
  ///
  /// @param key its bytes, null if it sent none
  /// @param names what its transport names
  public Authentication check(byte @Nullable [] key, EndpointNames names) {
    if (key == null || key.length == 0) {
      return new Authentication.Denied(Denial.NO_KEY);
    }
    Optional<ApiKey> known = directory.key(SecretHash.of(key));
    if (known.isEmpty()) {
      return new Authentication.Denied(Denial.UNKNOWN_KEY);
    }
    if (!known.get().scopes().contains(Scope.INGEST)) {
      return new Authentication.Denied(Denial.NO_INGEST_SCOPE);
    }
    return checkEndpoint(known.get(), names);
  }

  private Authentication checkEndpoint(ApiKey key, EndpointNames names) {
    var named = new HashSet<Endpoint>();
    if (names.path() != null) {
      Optional<Endpoint> ofPath = directory.endpoint(key.tenant(), names.path());
      if (ofPath.isEmpty()) {
        return new Authentication.Denied(Denial.UNKNOWN_ENDPOINT);
      }
      named.add(ofPath.get());
    }
    for (String label : names.hostLabels()) {
      directory.endpoint(key.tenant(), label).ifPresent(named::add);
    }
    key.endpoint()
        .map(it -> directory.endpoint(key.tenant(), it).orElseThrow()) // every directory has it
        .ifPresent(named::add);
    return switch (named.size()) {
      case 0 -> onlyEndpoint(key);
      case 1 -> new Authentication.Granted(key, named.iterator().next());
      default -> new Authentication.Denied(Denial.ENDPOINT_DISAGREES);
    };
  }

  private Authentication onlyEndpoint(ApiKey key) {
    List<Endpoint> all = directory.endpoints(key.tenant());
    return switch (all.size()) {
      case 0 -> new Authentication.Denied(Denial.NO_ENDPOINT);
      case 1 -> new Authentication.Granted(key, all.getFirst());
      default -> new Authentication.Denied(Denial.ENDPOINT_NOT_NAMED);
    };
  }
}
