package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.regex.Pattern;

/// Where the objects of a segment lie, below the prefix of its endpoint (docs/format/objects.md).
///
/// @param region of the node that wrote it
public record ObjectKeys(String region) {
  /// The folder of the documents that say who may do what: no tenant's name, and nothing of a
  /// segment.
  public static final String CONTROL = "control";

  /// Below which drafts of views lie. No tenant has such a name.
  public static final String DRAFTS = "_drafts/";

  /// With which the keys of the audit log begin. No endpoint has a name with a `=`, so it is in no
  /// tenant's way.
  public static final String AUDIT = "audit/dt=";

  /// The partition of raw Parquet and of dead letters.
  public static final String DAY = "dt";

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final String COMMITS = "/commits/";
  private static final int SEGMENT_DIGITS = 8;
  private static final Pattern MARKER = Pattern.compile(COMMITS + "seg-[0-9]{8}\\.json$");
  private static final Pattern RENDER_MARKER =
      Pattern.compile("(?:^|/)renders/[^/]+/v[0-9]+/[^/]+-seg-[0-9]{8}\\.json$");

  /// The key of the compressed segment.
  public String segment(SegmentId id) {
    return epoch(id) + "/segments/seg-" + SegmentId.digits(id.segment()) + ".wal.zst";
  }

  /// The key of the commit marker.
  public String marker(SegmentId id) {
    return epoch(id) + COMMITS + "seg-" + SegmentId.digits(id.segment()) + ".json";
  }

  /// The key of the segment as raw Parquet.
  ///
  /// @param firstTimestampMs smallest TS of its frames, whose day in UTC is in the key
  public String parquet(SegmentId id, long firstTimestampMs) {
    return "%s/parquet/%s=%s/%s.parquet"
        .formatted(prefix(id), DAY, day(firstTimestampMs), name(region, id));
  }

  /// Keys of a view's objects of the endpoints themselves.
  public ViewKeys view(SegmentId id, String view, int version) {
    return new ViewKeys(prefix(id) + "/", region, view, version);
  }

  /// What the keys of all objects of a segment's endpoint begin with.
  private static String prefix(SegmentId id) {
    return id.wal().tenant() + "/" + id.wal().endpoint();
  }

  /// The day of a point in time in UTC, as folders named [#DAY] have it.
  public static String day(long timestampMs) {
    return LocalDate.ofEpochDay(Math.floorDiv(timestampMs, DAY_MS)).toString();
  }

  /// The segment's name among those of all nodes.
  static String name(String region, SegmentId id) {
    return "%s-%s-%s-seg-%s"
        .formatted(region, id.instance(), id.epochName(), SegmentId.digits(id.segment()));
  }

  /// Whether a key is that of a commit marker.
  public static boolean isMarker(String key) {
    return MARKER.matcher(key).find();
  }

  /// What a marker's key and those of its epoch's other segments begin with.
  static String epochOfMarker(String key) {
    return key.substring(0, key.lastIndexOf(COMMITS));
  }

  /// The segment's number in a marker's key.
  static int numberOfMarker(String key) {
    int end = key.length() - ".json".length();
    return Integer.parseInt(key, end - SEGMENT_DIGITS, end, 10);
  }

  /// Whether a key is that of a render marker.
  public static boolean isRenderMarker(String key) {
    return RENDER_MARKER.matcher(key).find();
  }

  /// Whether a key is that of a control document, a draft or an entry of the audit log, which no
  /// segment has to do with.
  static boolean isControl(String key) {
    return key.startsWith(CONTROL + "/") || key.startsWith(DRAFTS) || key.startsWith(AUDIT);
  }

  /// The n-th choice for an artifact's key: where the key is taken by other bytes, `-2`, `-3`, … is
  /// put before the ending.
  static String choice(String key, int n) {
    if (n == 1) {
      return key;
    }
    int ending = key.indexOf('.', key.lastIndexOf('/'));
    return key.substring(0, ending) + "-" + n + key.substring(ending);
  }

  private String epoch(SegmentId id) {
    return "%s/%s/%s/%s".formatted(prefix(id), region, id.instance(), id.epochName());
  }
}
