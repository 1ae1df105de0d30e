package io.edgemq.ops.node;

import java.io.IOException;

/// A node's cluster has gone on without it, as it could not be reached for a while. Nothing is
/// broken: started again it joins, and ships what it has.
public final class LeftBehind extends IOException {
  private static final long serialVersionUID = 1;

  LeftBehind() {
    super("the cluster has gone on without this node; start it again");
  }
}
