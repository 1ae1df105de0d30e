package io.edgemq.ops.receipt;

import io.edgemq.storage.commit.CommitMarker;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What became of a frame.
public sealed interface Fate {
  /// It is nowhere to be found.
  ///
  /// @param why what was looked at
  record Unknown(String why) implements Fate {}

  /// It is in a segment on this disk and not committed yet.
  ///
  /// @param isSealed whether nothing is added to the segment any more. It counts as open as long as
  ///   it is the newest of its log; one that was sealed just now looks the same from outside
  record OnDisk(Path file, boolean isSealed) implements Fate {}

  /// It is in the object store.
  ///
  /// @param views what each view that is in the marker made of it
  record Committed(CommitMarker marker, List<OfView> views) implements Fate {
    public Committed {
      views = List.copyOf(views);
    }
  }

  /// What a view made of a frame.
  ///
  /// @param rows that are among those of the view
  /// @param filtered rows that its filter left out
  /// @param deadLetters why rows are dead letters, one for each
  /// @param error why nothing of it is known or the view failed in the segment as a whole
  record OfView(
      String name,
      int version,
      long rows,
      long filtered,
      List<String> deadLetters,
      Optional<String> error) {
    public OfView {
      deadLetters = List.copyOf(deadLetters);
    }
  }
}
