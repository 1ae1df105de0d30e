package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;

/// Where the objects of a version of a view lie (docs/format/objects.md).
///
/// @param prefix what the keys of the endpoint begin with: empty, or ending at a `/`
/// @param region of the node that wrote the segments
public record ViewKeys(String prefix, String region, String view, int version) {
  public ViewKeys {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("prefix " + prefix + " does not end at a /");
    }
  }

  /// The key of rows of a segment.
  ///
  /// @param partitions folders, Hive style, `a=1/b=2`; empty for a view without partitions
  /// @param ending of the file, without a dot
  public String rows(SegmentId id, String partitions, String ending) {
    String folders = partitions.isEmpty() ? "" : partitions + "/";
    return "%sviews/%s%s%s.%s"
        .formatted(prefix, folder(), folders, ObjectKeys.name(region, id), ending);
  }

  /// The key of a segment's dead letters.
  ///
  /// @param day of the smallest TS of the segment's frames: [ObjectKeys#day]
  public String deadLetters(SegmentId id, String day) {
    return "%sdlq/%s%s=%s/%s.parquet"
        .formatted(prefix, folder(), ObjectKeys.DAY, day, ObjectKeys.name(region, id));
  }

  /// The key of the marker of a segment that was rendered after it was committed.
  public String marker(SegmentId id) {
    return markers() + markerName(region, id);
  }

  /// The folder of those markers.
  public String markers() {
    return markers(prefix, view) + "v" + version + "/";
  }

  /// The folder of those markers of all versions of a view.
  public static String markers(String prefix, String view) {
    return prefix + "renders/" + view + "/";
  }

  /// The last part of the key of a segment's marker, whatever the view.
  public static String markerName(String region, SegmentId id) {
    return ObjectKeys.name(region, id) + ".json";
  }

  private String folder() {
    return view + "/v" + version + "/";
  }
}
