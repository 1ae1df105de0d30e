package io.edgemq.cluster.operation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Connections of one node.
///
/// @param connections by their ids
/// @param isCut whether there are more behind the last one
public record NodeConnections(List<ConnectionReport> connections, boolean isCut) {
  /// As many as fit into a message between nodes.
  private static final int BYTES_MAX = 128 << 10;

  public NodeConnections {
    connections = List.copyOf(connections);
  }

  /// The first of them, as many as are wanted and fit into a message, at least one.
  ///
  /// @param wanted all of them, by their ids; taken from no further than needed
  public static NodeConnections first(Iterator<ConnectionReport> wanted, int max) {
    List<ConnectionReport> first = new ArrayList<>();
    int bytes = 0;
    while (wanted.hasNext()) {
      ConnectionReport next = wanted.next();
      bytes += next.bytes();
      if (first.size() == Math.min(max, ConnectionsWanted.MAX)
          || (bytes > BYTES_MAX && !first.isEmpty())) {
        return new NodeConnections(first, true);
      }
      first.add(next);
    }
    return new NodeConnections(first, false);
  }
}
