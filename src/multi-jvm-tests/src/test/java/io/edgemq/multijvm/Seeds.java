package io.edgemq.multijvm;

import java.util.stream.LongStream;

/// The seeds of a run: 0 to n, as many as `-Dseeds=` says, or the one that `-Dseed=` names.
final class Seeds {
  private Seeds() {}

  static LongStream upTo(int count) {
    Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", count))
        : LongStream.of(one);
  }
}
