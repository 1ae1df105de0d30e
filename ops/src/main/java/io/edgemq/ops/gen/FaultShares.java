package io.edgemq.ops.gen;

/// Which shares of the messages have which fault; one message has at most one. Each is 0 to 1, and
/// so is their sum.
public record FaultShares(double late, double duplicates, double drift, double badJson) {
  /// Every message is as it should be.
  public static final FaultShares NONE = new FaultShares(0, 0, 0, 0);

  public FaultShares {
    for (double share : new double[] {late, duplicates, drift, badJson}) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("a share is " + share + ", allowed 0 to 1");
      }
    }
    // Shares as people write them add up to a little more than 1 at times.
    if (late + duplicates + drift + badJson > 1 + 1e-9) {
      throw new IllegalArgumentException("the shares add up to more than 1");
    }
  }

  /// The fault of a message.
  ///
  /// @param draw 0 to below 1
  Fault of(double draw) {
    if (draw < late) {
      return Fault.LATE;
    }
    if (draw < late + duplicates) {
      return Fault.DUPLICATE;
    }
    if (draw < late + duplicates + drift) {
      return Fault.DRIFT;
    }
    return draw < late + duplicates + drift + badJson ? Fault.BAD_JSON : Fault.NONE;
  }
}
