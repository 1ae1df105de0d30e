package io.edgemq.ingest.rate;

import io.edgemq.cluster.directory.PublishRate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a tenant may still publish on this node, shared by all its connections and requests. Any
/// thread; no lock, and neither clock nor counter where there is no limit (decision 0020).
///
/// What was read is always taken, whole: it may be more than is left, and then it is owed. Who took
/// it waits until it is paid for, and those who took after him wait for theirs behind it. So
/// connections go on one after the other, in the order in which they came, and in any time of
/// length `t` no more gets in than `rate × (t + burst)` and what each connection and request of the
/// tenant brought once: one chunk of a connection, one body.
public final class TenantRate {
  /// Of a tenant without a limit.
  public static final TenantRate UNLIMITED = new TenantRate(PublishRate.UNLIMITED, () -> 0);

  private final PublishRate limit;
  private final LongSupplier nanoClock;
  private final @Nullable TokenBucket messages;
  private final @Nullable TokenBucket bytes;

  TenantRate(PublishRate limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
    messages = limit.messagesPerSecond().map(this::bucket).orElse(null);
    bytes = limit.bytesPerSecond().map(this::bucket).orElse(null);
  }

  private TokenBucket bucket(Number perSecond) {
    return new TokenBucket(perSecond.doubleValue(), limit.burst(), nanoClock.getAsLong());
  }

  /// What it was made for.
  PublishRate limit() {
    return limit;
  }

  /// Takes what was read from a connection, whether or not it is within the limit.
  ///
  /// @param count frames
  /// @param size their bytes
  /// @return nanoseconds to wait before more is read from this connection, 0 for none
  public long take(long count, long size) {
    if (messages == null && bytes == null) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    return Math.max(
        messages == null ? 0 : messages.take(count, now),
        bytes == null ? 0 : bytes.take(size, now));
  }

  /// Nanoseconds until nothing is owed, 0 if nothing is: how long a newcomer waits before anything
  /// is taken from him.
  public long owedNanos() {
    if (messages == null && bytes == null) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    return Math.max(
        messages == null ? 0 : messages.owedNanos(now), bytes == null ? 0 : bytes.owedNanos(now));
  }

  /// Takes a request, unless something is owed. One that is larger than what is left gets in, too:
  /// otherwise one larger than the burst never would. While connections of the tenant take all
  /// there is, something is always owed.
  ///
  /// @return empty if it is taken, otherwise the time after which it is worth trying again
  public Optional<Duration> tryTake(long count, long size) {
    long owed = owedNanos();
    if (owed > 0) {
      return Optional.of(Duration.ofNanos(owed));
    }
    take(count, size);
    return Optional.empty();
  }
}
