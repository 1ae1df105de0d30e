package io.edgemq.ops.replay;

import java.io.IOException;

/// The stream of lines takes no more: who reads it has enough, or its disk is full.
public final class OutputFailed extends IOException {
  private static final long serialVersionUID = 1L;

  OutputFailed(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
