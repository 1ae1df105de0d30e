package io.edgemq.cluster.operation;

import java.util.List;

/// What a node says of itself.
///
/// @param instance of its disk
/// @param version of the program; empty: not built into it
/// @param roles that it has in the cluster, sorted
/// @param stage `starting`, `serving`, or how far it is drained
/// @param connections MQTT clients that are let in
public record NodeStatus(
    String instance, String version, List<String> roles, String stage, int connections) {
  /// Before its ports are open.
  public static final String STARTING = "starting";

  /// As long as nobody has asked for anything else.
  public static final String SERVING = "serving";

  /// When nothing is left to be done before it is stopped.
  public static final String DRAINED = "drained";

  public NodeStatus {
    roles = List.copyOf(roles);
    if (connections < 0) {
      throw new IllegalArgumentException(connections + " connections");
    }
  }

  /// Whether clients may come to it.
  public boolean isServing() {
    return stage.equals(SERVING);
  }

  /// Whether it is being taken out of service, or was.
  public boolean isDraining() {
    return !isServing() && !stage.equals(STARTING);
  }
}
