package io.edgemq.views.sample;

import java.util.Arrays;

/// How many different texts there were, in bounded memory: the smallest [#KEPT_MAX] hashes are kept
/// (the k minimum values of Bar-Yossef et al., 2002). Exact below that number but for collisions of
/// 63 bits; above, its standard error is about 3 %.
final class Distinct {
  private static final int KEPT_MAX = 1024;
  private static final int KEPT_MIN = 16;
  private static final double RANGE = 0x1p63;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long[] smallest = new long[KEPT_MIN];
  private int size;

  void add(String text) {
    long hash = hash(text);
    if (size == KEPT_MAX && hash >= smallest[size - 1]) {
      return;
    }
    int at = Arrays.binarySearch(smallest, 0, size, hash);
    if (at >= 0) {
      return;
    }
    int place = -at - 1;
    if (size == smallest.length && size < KEPT_MAX) {
      smallest = Arrays.copyOf(smallest, size * 2);
    }
    int moved = size < KEPT_MAX ? size++ - place : size - place - 1;
    System.arraycopy(smallest, place, smallest, place + 1, moved);
    smallest[place] = hash;
  }

  /// How many.
  long count() {
    return size < KEPT_MAX ? size : Math.round((KEPT_MAX - 1) * (RANGE / smallest[size - 1]));
  }

  /// Whether [#count] is an estimate.
  boolean isEstimate() {
    return size == KEPT_MAX;
  }

  /// FNV-1a, and MurmurHash3's last mix, which spreads it over all bits.
  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (hash ^ (hash >>> 33)) >>> 1;
  }
}
