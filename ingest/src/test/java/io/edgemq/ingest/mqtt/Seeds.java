package io.edgemq.ingest.mqtt;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The seeds of a run: 0 to n, as many as `-Dseeds=` says, or the one that `-Dseed=` names.
public final class Seeds {
  private Seeds() {}

  /// The seeds of a test that runs `count` of them unless told otherwise.
  public static LongStream upTo(int count) {
    @Nullable Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", count))
        : LongStream.of(one);
  }
}
