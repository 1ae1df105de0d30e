package io.edgemq.ingest.http;

import io.edgemq.storage.wal.LogPosition;

/// What became of the frames of a request.
sealed interface AppendOutcome {
  /// All of them are durable or committed, whatever was asked for.
  ///
  /// @param position of the first frame
  record Appended(LogPosition position) implements AppendOutcome {}

  /// They are not, so far; see there.
  record Refused(HttpRefusal reason) implements AppendOutcome {}
}
