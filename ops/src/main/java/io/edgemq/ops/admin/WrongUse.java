package io.edgemq.ops.admin;

import java.io.IOException;

/// Something was asked for that cannot be, as it is said on the command line; nothing was changed.
public final class WrongUse extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message one line for people: which option or parameter, and what is allowed
  public WrongUse(String message) {
    super(message);
  }
}
