package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The texts of topics: the same few come again and again, so the last ones are kept.
final class Topics {
  /// A power of two.
  private static final int KEPT = 256;

  private final byte[] bytes;
  private final @Nullable String[] topics = new String[KEPT];

  /// Where in the bytes each one was found.
  private final int[] from = new int[KEPT];

  private final int[] length = new int[KEPT];

  /// @param bytes of the segment, which do not change
  Topics(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The topic in `[at, at + count)` of the bytes.
  String at(int at, int count) {
    int hash = 1;
    for (int i = at; i < at + count; i++) {
      hash = 31 * hash + bytes[i];
    }
    int place = (hash ^ hash >>> 16) & (KEPT - 1);
    String kept = topics[place];
    if (kept != null
        && Arrays.equals(bytes, at, at + count, bytes, from[place], from[place] + length[place])) {
      return kept;
    }
    String topic = new String(bytes, at, count, UTF_8);
    topics[place] = topic;
    from[place] = at;
    length[place] = count;
    return topic;
  }
}
