package io.edgemq.ops;

import io.edgemq.ops.gen.FaultShares;
import picocli.CommandLine.Option;

/// The faults that `edgemq gen` makes on purpose.
final class GenFaultOptions {
  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Messages that tell of a minute to a day ago, 0 to 1 (${DEFAULT-VALUE})")
  private double late;

  @Option(
      names = "--duplicates",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Messages that are an earlier one of their device once more, 0 to 1 (${DEFAULT-VALUE})")
  private double duplicates;

  @Option(
      names = "--drift",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Messages with a member that is renamed, of another type, or missing, 0 to 1"
              + " (${DEFAULT-VALUE})")
  private double drift;

  @Option(
      names = "--bad-json",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Messages that are cut off, 0 to 1 (${DEFAULT-VALUE})")
  private double badJson;

  /// The shares.
  ///
  /// @throws IllegalArgumentException saying what is allowed
  FaultShares shares() {
    return new FaultShares(late, duplicates, drift, badJson);
  }
}
