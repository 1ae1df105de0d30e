package io.edgemq.storage.commit;

import java.util.ArrayList;
import java.util.List;

/// Numbers of segments that have no commit marker, below one of their epoch that has. No fault by
/// itself: a segment may still be on the disk of its node or on its way, and a number whose segment
/// held nothing is never used.
///
/// @param epoch what the keys of the epoch begin with
/// @param first of the numbers
/// @param last of them, at least `first`
public record MissingSegments(String epoch, int first, int last) {
  /// How many.
  public int count() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last
        ? "%s: segment %d".formatted(epoch, first)
        : "%s: segments %d to %d".formatted(epoch, first, last);
  }

  /// Those that are missing among markers.
  ///
  /// @param markerKeys sorted
  static List<MissingSegments> among(List<String> markerKeys) {
    List<MissingSegments> missing = new ArrayList<>();
    String epoch = "";
    int next = 1;
    for (String key : markerKeys) {
      String its = ObjectKeys.epochOfMarker(key);
      if (!its.equals(epoch)) {
        epoch = its;
        next = 1;
      }
      int number = ObjectKeys.numberOfMarker(key);
      if (number > next) {
        missing.add(new MissingSegments(epoch, next, number - 1));
      }
      next = number + 1;
    }
    return missing;
  }
}
