package io.edgemq.ops.api;

import io.edgemq.ops.audit.AuditEvent;
import io.edgemq.ops.audit.AuditLog;
import java.io.IOException;
import java.util.OptionalInt;

/// Makes changes that are noted, whatever comes of them.
public final class Audited {
  private static final int SUCCESSES_END = 300;

  private final AuditLog log;

  public Audited(AuditLog log) {
    this.log = log;
  }

  /// A change, and what it comes to.
  @FunctionalInterface
  public interface Change {
    Result make() throws ApiProblem, IOException;
  }

  /// What is answered to a change.
  ///
  /// @param version of what was changed; empty: it has none
  public record Result(ApiAnswer answer, OptionalInt version) {
    public Result(ApiAnswer answer) {
      this(answer, OptionalInt.empty());
    }
  }

  /// Makes a change.
  ///
  /// @param action as in `set`
  /// @param target as in `endpoints/acme/plant`; nothing secret
  public ApiAnswer change(ApiRequest request, String action, String target, Change change)
      throws ApiProblem, IOException {
    try {
      Result result = change.make();
      note(
          request,
          action,
          target,
          result.answer().status() < SUCCESSES_END
              ? AuditEvent.Outcome.DONE
              : AuditEvent.Outcome.REFUSED,
          result.version());
      return result.answer();
    } catch (ApiProblem problem) {
      note(request, action, target, AuditEvent.Outcome.REFUSED, OptionalInt.empty());
      throw problem;
    } catch (IOException e) {
      note(request, action, target, AuditEvent.Outcome.UNKNOWN, OptionalInt.empty());
      throw e;
    }
  }

  private void note(
      ApiRequest request,
      String action,
      String target,
      AuditEvent.Outcome outcome,
      OptionalInt version) {
    log.note(
        new AuditEvent(
            request.caller().toString(), request.address(), action, target, outcome, version));
  }
}
