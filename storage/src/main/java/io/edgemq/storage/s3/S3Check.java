package io.edgemq.storage.s3;

import java.util.List;
import java.util.Optional;

/// What a check of a store has found.
///
/// @param faults one line each, for people: what failed, and what to do. None: all is well
/// @param unsafe why nothing is to be put into it, whatever else works: it replaces what is there
public record S3Check(List<String> faults, Optional<String> unsafe) {
  public S3Check {
    faults = List.copyOf(faults);
  }

  /// Whether all works.
  public boolean isGood() {
    return faults.isEmpty();
  }
}
