package io.edgemq.ops.tools;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them, the same in every locale.
public final class Quantities {
  private static final String[] BYTE_UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private Quantities() {}

  /// `1,234,567`.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// A count and what is counted: `1 segment`, `2 segments`.
  public static String count(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }

  /// `512 B`, `12.3 MiB`.
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1024 && unit < BYTE_UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%,.1f %s", size, BYTE_UNITS[unit]);
  }

  /// How many times smaller `stored` is: `10.5`, or `-` if nothing is stored.
  public static String ratio(long raw, long stored) {
    return stored == 0 ? "-" : String.format(Locale.ROOT, "%.1f", (double) raw / stored);
  }

  /// `3.2 s`.
  public static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }

  /// `0.8 ms`, from microseconds.
  public static String millis(long micros) {
    return String.format(Locale.ROOT, "%,.1f ms", micros / 1e3);
  }
}
