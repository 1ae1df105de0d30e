package io.edgemq.ops.admin;

import io.edgemq.ops.audit.AuditEvent;
import io.edgemq.ops.audit.AuditLog;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// Notes the changes of commands in the audit log, by the user of the operating system.
final class CommandAudit {
  private final AuditLog log;

  /// @param store the operator's
  CommandAudit(ObjectStore store) {
    log = new AuditLog(store, InstantSource.system());
  }

  /// A change.
  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /// What came of one.
  ///
  /// @param version empty: nothing was changed, or it has none
  record Noted(AuditEvent.Outcome outcome, OptionalInt version) {
    /// It is done.
    static final Noted DONE = new Noted(AuditEvent.Outcome.DONE, OptionalInt.empty());

    /// Nothing was changed.
    static final Noted REFUSED = new Noted(AuditEvent.Outcome.REFUSED, OptionalInt.empty());
  }

  /// What a result comes to.
  @FunctionalInterface
  interface Judge<T> {
    Noted of(T result);
  }

  /// Makes a change and notes it, whatever comes of it.
  <T> T change(String action, String target, Change<T> change, Judge<T> judge) throws IOException {
    T result;
    try {
      result = change.make();
    } catch (IOException e) {
      note(action, target, new Noted(AuditEvent.Outcome.UNKNOWN, OptionalInt.empty()));
      throw e;
    }
    note(action, target, judge.of(result));
    return result;
  }

  private void note(String action, String target, Noted what) {
    log.note(
        new AuditEvent(user(), Optional.empty(), action, target, what.outcome(), what.version()));
  }

  /// Who makes a change, for documents too.
  static String user() {
    return Objects.requireNonNullElse(System.getProperty("user.name"), "unknown");
  }
}
