package io.edgemq.ops.api;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.cluster.directory.Scope;
import java.util.Set;

/// Who asks.
///
/// @param key whose token it is
/// @param scopes what the token is good for, and the key still is
public record Caller(KeyName key, Set<Scope> scopes) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /// Whether it is the operator, who may see all tenants.
  public boolean isOperator() {
    return key.tenant().equals(ApiKey.OPERATOR);
  }

  /// Whether what belongs to a tenant is there for the caller.
  public boolean sees(String tenant) {
    return isOperator() || key.tenant().equals(tenant);
  }

  /// Whether the scopes are enough. Who may change things may look at them.
  public boolean may(Scope scope) {
    return scopes.contains(scope) || (scope == Scope.READ && scopes.contains(Scope.ADMIN));
  }

  /// `tenant/name` of the key, for documents and the audit log.
  @Override
  public String toString() {
    return key.tenant() + "/" + key.name();
  }
}
