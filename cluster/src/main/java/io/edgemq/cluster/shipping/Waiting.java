package io.edgemq.cluster.shipping;

import io.edgemq.storage.wal.SealedSegment;

/// A segment that waits.
///
/// @param faults how often it failed for a reason of its own
/// @param refusedAt what its store had shipped when it refused it; -1: it has not
record Waiting(SealedSegment segment, int faults, long refusedAt) {
  Waiting refused(long shippedOfStore) {
    return new Waiting(segment, faults, shippedOfStore);
  }

  Waiting faultedOnceMore() {
    return new Waiting(segment, faults + 1, -1);
  }
}
