package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;

/// An artifact of a sound segment could not be made: most likely our mistake, which neither disk
/// nor store will mend. The segment is still there.
public final class CannotRender extends IOException {
  private static final long serialVersionUID = 1;

  CannotRender(SegmentId segment, Throwable failure) {
    super("an artifact of %s cannot be rendered: %s".formatted(segment, failure), failure);
  }
}
