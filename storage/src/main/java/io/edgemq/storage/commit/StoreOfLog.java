package io.edgemq.storage.commit;

import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;

/// Says into which object store the segments of a log go. Called by several threads.
@FunctionalInterface
public interface StoreOfLog {
  /// The store of a log's segments as of now.
  ///
  /// @throws IOException if that is not known, says why; the segment is tried again later
  ObjectStore of(WalId wal) throws IOException;
}
