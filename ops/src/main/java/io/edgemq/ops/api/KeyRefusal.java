package io.edgemq.ops.api;

import io.edgemq.ingest.auth.Authentication;
import io.edgemq.ingest.auth.Authentication.Denial;
import java.util.List;

/// What is answered to an API key that is not good.
final class KeyRefusal {
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String RETRY_AFTER = "Retry-After";

  private KeyRefusal() {}

  static ApiAnswer of(Authentication.Denied denied) {
    Denial reason = denied.reason();
    ApiAnswer answer =
        switch (reason) {
          case KEYS_NOT_READ -> problem(UNAVAILABLE, reason).with(RETRY_AFTER, "1");
          case TOO_MANY_ATTEMPTS -> problem(TOO_MANY_REQUESTS, reason).with(RETRY_AFTER, "60");
          default -> unauthorized(reason.advice(), "Bearer");
        };
    return answer.after(denied.delay());
  }

  static ApiAnswer unauthorized(String why, String challenge) {
    return ApiAnswer.problem(UNAUTHORIZED, why, List.of()).with(CHALLENGE, challenge);
  }

  private static ApiAnswer problem(int status, Denial reason) {
    return ApiAnswer.problem(status, reason.advice(), List.of());
  }
}
