package io.edgemq.cluster.placement;

import org.apache.pekko.actor.Address;

/// What reports call a node: its address in the cluster, `host:port`.
public final class NodeName {
  private NodeName() {}

  /// The name of a node.
  ///
  /// @param address with host and port
  public static String of(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
