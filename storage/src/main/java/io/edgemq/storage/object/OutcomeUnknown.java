package io.edgemq.storage.object;

import java.io.IOException;

/// Nobody can say now whether an object was created: the answer did not come, and the store cannot
/// be asked. It may be there already, or appear later. Nothing may be undone on this account; to
/// create it again is right, because objects are created only if absent.
public final class OutcomeUnknown extends IOException {
  /// @param message what was tried, and why nobody knows
  public OutcomeUnknown(String message, Throwable cause) {
    super(message, cause);
  }
}
