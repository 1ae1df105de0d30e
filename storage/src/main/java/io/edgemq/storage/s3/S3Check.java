package io.edgemq.storage.s3;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a check of a store has found.
///
/// @param faults one line each, for people: what failed, and what to do. None: all is well
/// @param unsafe why nothing is to be put into it, whatever else works: it replaces what is there
/// @param reasons why steps failed, as far as the store said it
public record S3Check(List<String> faults, Optional<String> unsafe, Set<S3Failure.Reason> reasons) {
  public S3Check {
    faults = List.copyOf(faults);
    reasons = Set.copyOf(reasons);
  }

  /// Whether all works.
  public boolean isGood() {
    return faults.isEmpty();
  }
}
