package io.edgemq.multijvm;

import java.util.Random;
import java.util.stream.LongStream;

/// The seeds of a run: 0 to n, as many as `-Dseeds=` says, or the one that `-Dseed=` names.
final class Seeds {
  private Seeds() {}

  /// For a story of which one is enough.
  static Random random() {
    return new Random(Long.getLong("seed", 0));
  }

  static LongStream upTo(int count) {
    Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", count))
        : LongStream.of(one);
  }
}
