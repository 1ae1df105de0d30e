package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;

/// An artifact of a sound segment could not be made: most likely our mistake, which neither disk
/// nor store will mend. The segment is still there.
public final class CannotRender extends SegmentFault {
  private static final long serialVersionUID = 1;

  CannotRender(SegmentId segment, Throwable failure) {
    super(segment, "has an artifact that cannot be rendered", failure);
  }
}
