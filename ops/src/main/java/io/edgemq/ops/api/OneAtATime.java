package io.edgemq.ops.api;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Lets one request in that takes much memory, and tells others to come back. Any thread.
final class OneAtATime {
  private static final int UNAVAILABLE = 503;
  private static final String RETRY_AFTER_SECONDS = "5";

  private final Semaphore places = new Semaphore(1);
  private final ApiHandler.Blocking handler;
  private final String what;

  /// @param what is done one at a time, for people
  OneAtATime(String what, ApiHandler.Blocking handler) {
    this.what = what;
    this.handler = handler;
  }

  ApiAnswer answer(ApiRequest request) throws ApiProblem, IOException {
    if (!places.tryAcquire()) {
      return ApiAnswer.problem(
              UNAVAILABLE, "Another request has this node make " + what + " just now.", List.of())
          .with("Retry-After", RETRY_AFTER_SECONDS);
    }
    try {
      return handler.answer(request);
    } finally {
      places.release();
    }
  }
}
