package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.Authentication.Denial;
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

  /// Checks the key that a client sent.
  ///
  /// @param key its bytes, null if it sent none
  public Authentication check(byte @Nullable [] key) {
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
    return endpoint(known.get())
        .<Authentication>map(it -> new Authentication.Granted(known.get(), it))
        .orElseGet(() -> new Authentication.Denied(Denial.ENDPOINT_NOT_NAMED));
  }

  /// The key's own endpoint, or the only one of its tenant.
  private Optional<Endpoint> endpoint(ApiKey key) {
    if (key.endpoint().isPresent()) {
      return directory.endpoint(key.tenant(), key.endpoint().get());
    }
    List<Endpoint> all = directory.endpoints(key.tenant());
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }
}
