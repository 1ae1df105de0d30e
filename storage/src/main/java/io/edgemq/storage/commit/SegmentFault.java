package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;

/// One segment cannot be shipped now, for a reason of its own that says nothing of the store: its
/// file cannot be read or removed, its key is taken by other bytes, an artifact cannot be made. The
/// segment is still there; it is to be tried again, and others of the same store meanwhile.
///
/// Every other [IOException] of a shipment counts as the store's.
public class SegmentFault extends IOException {
  private static final long serialVersionUID = 1;

  /// @param what of the segment, "cannot be …"
  SegmentFault(SegmentId segment, String what, Throwable failure) {
    super("%s %s: %s".formatted(segment, what, failure), failure);
  }

  SegmentFault(String text) {
    super(text);
  }
}
