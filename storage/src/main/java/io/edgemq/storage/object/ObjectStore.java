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

  /// The first keys below a prefix behind one, sorted, as [#list(String)] has them. What is asked
  /// of a bucket does not grow with what lies further behind.
  ///
  /// @param after a text behind which keys are listed, with the prefix; empty: all of them
  /// @param max at most so many, from 1
  default List<String> list(String prefix, String after, int max) throws IOException {
    return list(prefix).stream().filter(it -> it.compareTo(after) > 0).limit(max).toList();
  }

  /// The first folders directly below a prefix, their names only, in the order of the keys in them.
  /// What is asked does not grow with what is in them, or lies further behind.
  ///
  /// @param prefix empty or ending at a `/`
  /// @param after a name; it and what is before it are left out; empty: nothing is
  /// @param max at most so many, from 1
  default List<String> folders(String prefix, String after, int max) throws IOException {
    return list(prefix).stream()
        .map(it -> it.substring(prefix.length()))
        .filter(it -> it.indexOf('/') > 0)
        .map(it -> it.substring(0, it.indexOf('/')))
        .distinct()
        .filter(it -> after.isEmpty() || (it + "/").compareTo(after + "/") > 0)
        .limit(max)
        .toList();
  }
}
