package io.edgemq.storage.measure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// How often values have fallen between fixed bounds since the start. Made for the path of a
/// message, where one call stands for a group of them: it takes no lock and no memory. Any thread.
public final class Distribution {
  private static final long[] TIMES = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    30_000_000_000L,
    120_000_000_000L
  };

  private final long[] bounds;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  private Distribution(long[] bounds) {
    this.bounds = bounds;
    counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  /// Of values between the bounds, each bound included in what is below it.
  ///
  /// @throws IllegalArgumentException if there are none, or they do not ascend
  public static Distribution of(long... bounds) {
    for (int i = 1; i < bounds.length; i++) {
      if (bounds[i] <= bounds[i - 1]) {
        throw new IllegalArgumentException("bounds do not ascend: " + Arrays.toString(bounds));
      }
    }
    if (bounds.length == 0) {
      throw new IllegalArgumentException("no bounds");
    }
    return new Distribution(bounds.clone());
  }

  /// Of times in nanoseconds, from 0.1 ms to two minutes.
  public static Distribution ofTimes() {
    return new Distribution(TIMES);
  }

  /// Of powers of a base: 1, `base`, `base`², … up to and including `largest`.
  public static Distribution ofPowers(int base, long largest) {
    long[] bounds = new long[Long.SIZE];
    int length = 0;
    for (long bound = 1; bound <= largest; bound *= base) {
      bounds[length++] = bound;
    }
    return of(Arrays.copyOf(bounds, length));
  }

  /// Notes a value.
  public void record(long value) {
    record(value, 1);
  }

  /// Notes a value that so many things have.
  public void record(long value, long times) {
    counts[place(value)].add(times);
    sum.add(value * times);
  }

  private int place(long value) {
    int place = 0;
    while (place < bounds.length && value > bounds[place]) {
      place++; // small values are the many, and there are few bounds
    }
    return place;
  }

  /// The counts now.
  public Snapshot snapshot() {
    return new Snapshot(
        Arrays.stream(bounds).boxed().toList(),
        Arrays.stream(counts).map(LongAdder::sum).toList(),
        sum.sum());
  }

  /// What was noted. While something is being noted the sum may be ahead of the counts or behind.
  ///
  /// @param bounds ascending
  /// @param counts between them, one more than there are bounds; not cumulative
  /// @param sum of all values
  public record Snapshot(List<Long> bounds, List<Long> counts, long sum) {
    /// How many things were noted.
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
