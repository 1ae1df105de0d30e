package io.edgemq.ingest.rate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A bucket of tokens that can be overdrawn: whoever takes is told how long it takes until what he
/// took, and all that was taken before, has flowed in. Any thread; no lock.
///
/// One number is the whole state: the time at which the bucket will be full again. The time until
/// then is what was taken; beyond the burst it is a debt.
public final class TokenBucket {
  /// A debt grows no further, so that sums of times stay numbers.
  private static final long DEBT_NANOS_MAX = Duration.ofDays(1).toNanos();

  private final double nanosPerToken;
  private final long burstNanos;
  private final AtomicLong fullAtNanos;

  /// @param perSecond how many tokens flow in
  /// @param burst what flows in during this time is what the bucket holds
  /// @param nowNanos of the clock that later calls tell the time of, for it is full at first
  public TokenBucket(double perSecond, Duration burst, long nowNanos) {
    nanosPerToken = 1e9 / perSecond;
    burstNanos = burst.toNanos();
    fullAtNanos = new AtomicLong(nowNanos);
  }

  /// Takes the tokens, whether or not they are there.
  ///
  /// @return nanoseconds until nothing is owed any more, 0 if nothing is
  public long take(long tokens, long nowNanos) {
    long price = Math.min((long) Math.ceil(tokens * nanosPerToken), DEBT_NANOS_MAX);
    while (true) {
      long before = fullAtNanos.get();
      long taken = Math.min(Math.max(before - nowNanos, 0) + price, burstNanos + DEBT_NANOS_MAX);
      if (fullAtNanos.compareAndSet(before, nowNanos + taken)) {
        return Math.max(taken - burstNanos, 0);
      }
    }
  }

  /// Nanoseconds until nothing is owed any more, 0 if nothing is.
  public long owedNanos(long nowNanos) {
    return Math.max(fullAtNanos.get() - nowNanos - burstNanos, 0);
  }
}
