package io.edgemq.ops;

import io.edgemq.cluster.directory.ApiKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whose key it is: one of the two options.
final class KeyOwner {
  @Option(names = "--tenant", paramLabel = "NAME", description = "Whose key it is")
  private @Nullable String tenant;

  @Option(
      names = "--operator",
      description = "The operator's: a key of no tenant, for management only")
  private boolean isOperators;

  boolean isOperators() {
    return isOperators;
  }

  /// As keys have it.
  String tenant() {
    return tenant == null ? ApiKey.OPERATOR : tenant;
  }

  /// For people.
  @Override
  public String toString() {
    return tenant == null ? "the operator" : tenant;
  }
}
