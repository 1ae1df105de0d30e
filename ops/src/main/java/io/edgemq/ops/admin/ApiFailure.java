package io.edgemq.ops.admin;

import java.io.IOException;
import java.util.List;

/// The management API did not do what was asked for (RFC 9457).
public final class ApiFailure extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<String> errors;

  /// @param message one line for people
  /// @param errors what else there is to say, one line each; may be empty
  ApiFailure(String message, List<String> errors) {
    super(message);
    this.errors = List.copyOf(errors);
  }

  /// What else there is to say, one line each.
  public List<String> errors() {
    return errors;
  }
}
