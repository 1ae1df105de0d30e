package io.edgemq.ingest.auth;

import io.edgemq.ingest.rate.TokenBucket;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Counts wrong keys by address: of IPv6 by the first 64 bits, which a single customer has. Memory
/// is fixed: addresses share a number of places, and who shares one with an attacker waits for
/// nothing but the answer to a wrong key. Any thread; no lock.
final class FailedAttempts {
  private static final int PLACES = 4096; // a power of 2
  private static final int PREFIX_BYTES = 8;
  private static final double MINUTE_SECONDS = 60;

  private final AttemptLimits limits;
  private final LongSupplier nanoClock;
  private final int seed = new SecureRandom().nextInt(); // nobody chooses whom to share with
  private final TokenBucket[] places = new TokenBucket[PLACES];

  /// @param nanoClock as [System#nanoTime]
  FailedAttempts(AttemptLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    double perSecond = limits.perMinute() / MINUTE_SECONDS;
    var burst = Duration.ofNanos((long) (limits.atOnce() / perSecond * 1e9));
    long now = nanoClock.getAsLong();
    Arrays.setAll(places, _ -> new TokenBucket(perSecond, burst, now));
  }

  /// An address sent a wrong key.
  ///
  /// @return how long to hold the answer back; empty if there were too many already
  Optional<Duration> next(InetAddress address) {
    TokenBucket place = places[place(address)];
    long now = nanoClock.getAsLong();
    return place.owedNanos(now) > limits.delayMax().toNanos()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(place.take(1, now)));
  }

  private int place(InetAddress address) {
    byte[] bytes = address.getAddress();
    int hash = seed;
    for (int i = 0; i < Math.min(bytes.length, PREFIX_BYTES); i++) {
      hash = (hash ^ bytes[i]) * 0x9E3779B1; // spread as in Knuth's multiplicative hashing
      hash ^= hash >>> 15;
    }
    return hash & (PLACES - 1);
  }
}
