package io.edgemq.ops.audit;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// A change, or that one was tried. No secrets.
///
/// @param by `tenant/name` of a key, or the user of the operating system
/// @param address where the request came from; empty: the command line
/// @param action what was done, as in `set` or `revoke-key`
/// @param target to what, as in `endpoints/acme/plant`
/// @param version of the target then, where it has any
public record AuditEvent(
    String by,
    Optional<InetAddress> address,
    String action,
    String target,
    Outcome outcome,
    OptionalInt version) {
  /// What came of it.
  public enum Outcome {
    /// It is done.
    DONE,
    /// It was not right, or somebody else was faster: nothing was changed.
    REFUSED,
    /// It failed, and nobody knows whether something was changed.
    UNKNOWN;

    /// As it is written.
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
