package io.edgemq.multijvm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Conditions that come true sooner or later. The bounds are generous: they only keep a test that
/// fails from hanging.
final class Await {
  static final Duration BOUND = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 20;

  private Await() {}

  /// What is looked at may change while it is looked at.
  interface Condition {
    boolean holds() throws Exception;
  }

  /// Returns once a condition holds.
  ///
  /// @param what in words, for the failure
  static void until(String what, Condition condition) throws Exception {
    until(() -> what, condition);
  }

  /// Returns once a condition holds.
  ///
  /// @param what in words as things stand when it fails
  static void until(Supplier<String> what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + BOUND + ": " + what.get());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /// Returns once a value has stayed the same for a while.
  ///
  /// @return the value
  static long steady(String what, Duration quiet, LongSupplier value) throws Exception {
    var seen =
        new Object() {
          long value;
          long sinceNanos;
        };
    seen.value = value.getAsLong();
    seen.sinceNanos = System.nanoTime();
    until(
        () -> what + " changes all the time, now " + value.getAsLong(),
        () -> {
          long now = value.getAsLong();
          if (now != seen.value) {
            seen.value = now;
            seen.sinceNanos = System.nanoTime();
          }
          return System.nanoTime() - seen.sinceNanos > quiet.toNanos();
        });
    return seen.value;
  }
}
