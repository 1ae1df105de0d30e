package io.edgemq.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Where committed data lies. Objects are created once and never change. Calls block and may come
/// from any thread.
public interface ObjectStore {
  /// Creates an object unless there is one of that key. Nobody ever sees a part of it, and it
  /// survives a crash from the moment that this returns.
  ///
  /// @throws OutcomeUnknown if nobody can say whether it did; try again
  /// @throws IOException if the store could not do it; the object may then be there or not
  PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException;

  /// Opens an object for reading.
  ///
  /// @throws java.nio.file.NoSuchFileException if there is none of that key
  InputStream open(String key) throws IOException;

  /// All keys below a prefix, sorted. The prefix is empty or ends at a `/`.
  List<String> list(String prefix) throws IOException;
}
