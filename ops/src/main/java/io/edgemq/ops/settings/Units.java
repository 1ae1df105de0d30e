package io.edgemq.ops.settings;

import java.time.Duration;

/// Sizes and times as messages show them, in the largest unit that is exact.
final class Units {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Units() {}

  static String bytes(long bytes) {
    long number = bytes;
    int unit = 0;
    while (number != 0 && number % 1024 == 0 && unit < BYTES.length - 1) {
      number /= 1024;
      unit++;
    }
    return number + " " + BYTES[unit];
  }

  static String duration(Duration duration) {
    long ms = duration.toMillis();
    if (ms == 0 || ms % 1000 != 0) {
      return ms + " ms";
    }
    long s = ms / 1000;
    if (s % 86_400 == 0) {
      return s / 86_400 + " d";
    }
    if (s % 3600 == 0) {
      return s / 3600 + " h";
    }
    return s % 60 == 0 ? s / 60 + " m" : s + " s";
  }
}
