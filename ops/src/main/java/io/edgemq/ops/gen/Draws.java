package io.edgemq.ops.gen;

/// The random numbers of one device. Each follows from the seed, what it is for (a channel) and a
/// number alone, so any message can be made again at any time without those before it. Allocates
/// nothing.
///
/// @param seed of the device
record Draws(long seed) {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /// Stretches end at multiples of it, so that their beginning is never far.
  static final int STRETCH_MAX = 256;

  /// Those of a device of a run.
  static Draws of(long seed, int device) {
    return new Draws(mixed(seed + GAMMA * (device + 1L)));
  }

  /// 64 random bits.
  long at(int channel, long number) {
    return mixed(seed ^ mixed(number * GAMMA + channel));
  }

  /// 0 to below 1.
  double unit(int channel, long number) {
    return (at(channel, number) >>> 11) * 0x1p-53;
  }

  /// 0 to `bound - 1`.
  int below(int bound, int channel, long number) {
    return (int) (unit(channel, number) * bound);
  }

  /// Whether something is so that has this share of all.
  boolean isOf(double share, int channel, long number) {
    return unit(channel, number) < share;
  }

  /// A value from -1 to 1 that wanders: it has turned about `stride` later, and moves little within
  /// a small part of that.
  ///
  /// @param at when, not negative
  /// @param stride in the same unit
  double walk(int channel, long at, int stride) {
    return 0.75 * smooth(channel, at, stride) + 0.25 * smooth(channel + 1, at, stride / 5);
  }

  /// Random at multiples of the stride, and the way from one to the next in between.
  private double smooth(int channel, long at, int stride) {
    long cell = at / stride;
    double part = (double) (at % stride) / stride;
    double weight = part * part * (3 - 2 * part);
    double from = unit(channel, cell);
    return 2 * (from + weight * (unit(channel, cell + 1) - from)) - 1;
  }

  /// The first message of the stretch that a message belongs to: a session, a state of a machine.
  ///
  /// @param mean messages of a stretch, about
  long stretch(int channel, long number, int mean) {
    long first = number;
    while (first % STRETCH_MAX != 0 && !isOf(1.0 / mean, channel, first)) {
      first--;
    }
    return first;
  }

  /// The finisher of SplitMix64.
  private static long mixed(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
