package io.edgemq.ops.api;

import io.edgemq.cluster.directory.Scope;
import java.util.Optional;

/// Who may ask for something. What is behind [#READ] and [#ADMIN] is for a tenant's keys as far as
/// it is their own: [ApiGate] sees to a `{tenant}` in the path, the handlers to all else.
public enum Access {
  /// Anybody.
  PUBLIC(Optional.empty(), Audience.TENANTS),
  /// Whoever has a token.
  ANY_TOKEN(Optional.empty(), Audience.TENANTS),
  READ(Optional.of(Scope.READ), Audience.TENANTS),
  ADMIN(Optional.of(Scope.ADMIN), Audience.TENANTS),
  /// The operator; and with an API key in place of a token, for those who cannot exchange it.
  METRICS(Optional.of(Scope.METRICS), Audience.OPERATORS),
  OPERATOR_READ(Optional.of(Scope.READ), Audience.OPERATORS),
  OPERATOR_ADMIN(Optional.of(Scope.ADMIN), Audience.OPERATORS);

  private enum Audience {
    TENANTS,
    OPERATORS
  }

  private final Optional<Scope> scope;
  private final Audience audience;

  Access(Optional<Scope> scope, Audience audience) {
    this.scope = scope;
    this.audience = audience;
  }

  /// The scope that is needed; empty: none.
  public Optional<Scope> scope() {
    return scope;
  }

  /// Whether it is for operators only.
  public boolean isOperators() {
    return audience == Audience.OPERATORS;
  }
}
